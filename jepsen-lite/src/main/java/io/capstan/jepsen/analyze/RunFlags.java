package io.capstan.jepsen.analyze;

import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.report.TextReport;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands share that carry out a plan and print what it shows. */
final class RunFlags {
  @Mixin private StoreFlags store = new StoreFlags();

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

  @Option(names = "--json", description = "Prints the result as one JSON object.")
  private boolean json;

  /** Where runs are kept. */
  Path out() {
    return store.out();
  }

  /** Carries out a plan, and prints what it shows; the exit code. */
  int run(Terminal terminal, Plan plan) {
    StoreFlags.Carried carried =
        store.carryOut(
            terminal,
            plan,
            promised.isEmpty() ? Optional.empty() : Optional.of(guarantees()),
            new Sufficiency(minOk, minOkUnderFault, 1));
    RunResult result = carried.result();
    if (json) {
      terminal.out().print(Report.json(result, carried.replay()));
    } else {
      TextReport.print(result, terminal.out(), terminal.colours());
      terminal.out().println("Report: " + carried.directory().root().resolve(Report.PAGE));
    }
    return Exits.of(result.verdict().kind());
  }

  private Set<Guarantee> guarantees() {
    Set<Guarantee> guarantees = EnumSet.noneOf(Guarantee.class);
    promised.forEach(word -> guarantees.add(GuaranteeWord.of(word)));
    return guarantees;
  }
}
