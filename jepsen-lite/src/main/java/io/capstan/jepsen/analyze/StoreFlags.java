package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Durations;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.nemesis.docker.DockerException;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.run.Harness;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RefusedPlanException;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.run.Stores;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.runtime.Clocks;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where runs are kept, and how the store under test is served. */
final class StoreFlags {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "jepsen-runs",
      description = "Where each run gets a directory of its own: ${DEFAULT-VALUE}.")
  private Path out = Path.of("jepsen-runs");

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "2s",
      description = "Of each request: ${DEFAULT-VALUE}. A write that takes longer is unknown.")
  private Duration timeout = Duration.ofSeconds(2);

  @Option(
      names = "--server-faults",
      split = ",",
      paramLabel = "NAME",
      description =
          "Serves with this fault of Capstan, for tests of the harness; a release has none.")
  private List<String> serverFaults = new ArrayList<>();

  @Option(
      names = "--faults-jar",
      paramLabel = "FILE",
      description = "Where the servers' faults are; that of the checkout unless told.")
  private @Nullable Path faultsJar;

  Path out() {
    return out;
  }

  /** A run that was carried out. */
  record Carried(RunDirectory directory, RunResult result) {
    /** The command line that does the same again. */
    String replay() {
      return replay(directory);
    }

    /** The command line that does again what a run did. */
    static String replay(RunDirectory directory) {
      return "kv jepsen replay " + directory.plan();
    }
  }

  /**
   * Carries out a plan in a new directory, and writes its report there.
   *
   * @param promised what is taken for promised of every lane; empty: what the store promises
   * @throws CommandFailed when that cannot be done here
   */
  Carried carryOut(
      Terminal terminal, Plan plan, Optional<Set<Guarantee>> promised, Sufficiency enough) {
    try {
      Stores stores = Stores.of(plan, serverFaults, Optional.ofNullable(faultsJar), timeout);
      Harness harness =
          new Harness(
              stores,
              promised,
              enough,
              Runtime.getRuntime().maxMemory(),
              Harness.release(),
              terminal::say);
      RunDirectory directory = RunDirectory.create(out, plan, Clocks.system().instant());
      RunResult result = harness.run(plan, directory, Clocks.system().instant());
      Report.write(result, Carried.replay(directory), directory.root());
      return new Carried(directory, result);
    } catch (RefusedPlanException | UnsupportedFaultException | DockerException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), "see: kv jepsen run --help");
    } catch (NotDirectoryException e) {
      throw CommandFailed.usage(
          "--out is " + out + ", which is a file", "give a directory, or a new name");
    } catch (IOException e) {
      throw CommandFailed.usage("cannot keep the run: " + e, "give another --out");
    }
  }
}
