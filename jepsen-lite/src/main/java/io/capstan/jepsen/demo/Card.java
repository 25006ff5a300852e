package io.capstan.jepsen.demo;

import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.report.TextReport;
import io.capstan.jepsen.run.Directories;
import io.capstan.jepsen.run.Harness;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.run.Stores;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last act: a short run of {@code kv jepsen run} and its report card.
 *
 * @param out where runs are kept
 */
record Card(Terminal terminal, Telling telling, Path out) {
  private static final Duration LENGTH = Duration.ofSeconds(14);
  private static final Plan.Step CUT =
      new Plan.Step("partition-leader", Duration.ofSeconds(3), Duration.ofSeconds(8), List.of());
  private static final int PROCESSES = 3;
  private static final int RATE = 20;
  private static final Sufficiency ENOUGH = new Sufficiency(80, 15, 1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  void show() throws IOException {
    telling.begin(4, "The same under load: the report card of a short run");
    telling.note(
        "   So few requests tell little: UNKNOWN is a lane with fewer than %d of them served, or %d"
                .formatted(ENOUGH.acknowledgedMin(), ENOUGH.underFaultMin())
            + " under the fault (kv jepsen run: 2,000 and 200).");
    Plan plan = plan();
    Instant now = Clocks.system().instant();
    RunDirectory directory = RunDirectory.create(out, plan, now);
    RunResult result = harness().run(plan, directory, now);
    Report.write(result, "kv jepsen replay " + directory.plan(), directory.root());
    if (telling.isForPeople()) {
      telling.note("");
      TextReport.print(result, terminal.out(), terminal.colours());
    }
    if (result.verdict().isValid()) {
      Directories.remove(directory.nodes()); // hundreds of megabytes that nobody will look at
    }
    telling.saw(
        Seen.card(
            result.verdict().kind().name(),
            result.verdict().reason(),
            directory.root().resolve(Report.PAGE).toString()));
  }

  private Harness harness() {
    return new Harness(
        new Stores(ServerJvm.ofThisProcess(), Map.of(), TIMEOUT),
        Optional.empty(),
        ENOUGH,
        Runtime.getRuntime().maxMemory(),
        Harness.release(),
        terminal::say);
  }

  private static Plan plan() {
    return new Plan(
        "capstan",
        "proxy",
        "register",
        List.of(),
        3,
        PROCESSES,
        RATE,
        LENGTH,
        Randoms.system().nextInt(1_000_000),
        List.of(CUT));
  }
}
