package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Durations;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.nemesis.Faults;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.nemesis.docker.DockerException;
import io.capstan.jepsen.nemesis.netns.NamespacesUnavailableException;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.report.TextReport;
import io.capstan.jepsen.run.Harness;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.run.Stores;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.runtime.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands share that carry out a plan. */
final class RunFlags {
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
      names = "--promise",
      split = ",",
      paramLabel = "GUARANTEE",
      description = "Takes just these for promised, such as linearizable.")
  private List<String> promised = new ArrayList<>();

  @Option(
      names = "--min-ok",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Fewer served requests on a lane are UNKNOWN: ${DEFAULT-VALUE}.")
  private int minOk = 2000;

  @Option(
      names = "--min-ok-under-fault",
      paramLabel = "N",
      defaultValue = "200",
      description = "The same of those under way while a fault bit: ${DEFAULT-VALUE}.")
  private int minOkUnderFault = 200;

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

  @Option(names = "--json", description = "Prints the result as one JSON object.")
  private boolean json;

  /** Carries out a plan, and prints what it shows; the exit code. */
  int run(Terminal terminal, Plan plan) {
    try {
      plan.steps().forEach(step -> Faults.requireKnown(step.fault()));
      RunDirectory directory = RunDirectory.create(out, plan, Clocks.system().instant());
      terminal.say("seed " + plan.seed() + "; all goes to " + directory.root());
      RunResult result = harness(terminal, plan).run(plan, directory, Clocks.system().instant());
      return report(terminal, result, directory);
    } catch (UnsupportedFaultException
        | NamespacesUnavailableException
        | DockerException
        | IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), "see: kv jepsen run --help");
    } catch (IOException e) {
      throw CommandFailed.usage("cannot keep the run: " + e, "give another --out");
    }
  }

  private int report(Terminal terminal, RunResult result, RunDirectory directory)
      throws IOException {
    Report.write(result, "kv jepsen replay " + directory.done(), directory.root());
    if (json) {
      terminal.out().print(Files.readString(directory.root().resolve(Report.NUMBERS)));
    } else {
      TextReport.print(result, terminal.out(), terminal.colours());
      terminal.out().println("Report: " + directory.root().resolve(Report.PAGE));
    }
    return Exits.of(result.verdict().kind());
  }

  private Harness harness(Terminal terminal, Plan plan) {
    return new Harness(
        Stores.of(plan, serverFaults, Optional.ofNullable(faultsJar), timeout),
        promised.isEmpty() ? Optional.empty() : Optional.of(guarantees()),
        new Sufficiency(minOk, minOkUnderFault, 1),
        Runtime.getRuntime().maxMemory(),
        release(),
        terminal::say);
  }

  private static String release() {
    String version = RunFlags.class.getPackage().getImplementationVersion();
    return "Capstan " + (version == null ? "development" : version);
  }

  private Set<Guarantee> guarantees() {
    Set<Guarantee> guarantees = EnumSet.noneOf(Guarantee.class);
    for (String word : promised) {
      guarantees.add(
          Arrays.stream(Guarantee.values())
              .filter(guarantee -> guarantee.word().equals(word))
              .findFirst()
              .orElseThrow(
                  () ->
                      CommandFailed.usage(
                          "there is no guarantee \"" + word + "\"",
                          "choose of "
                              + Arrays.stream(Guarantee.values()).map(Guarantee::word).toList())));
    }
    return guarantees;
  }
}
