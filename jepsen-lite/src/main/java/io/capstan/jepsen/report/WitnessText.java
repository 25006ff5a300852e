package io.capstan.jepsen.report;

import io.capstan.client.shell.output.Table;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.run.RunResult;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** Some operations of a run, as lines for a terminal. Thread safety: stateless. */
public final class WitnessText {
  private WitnessText() {}

  /**
   * Prints who asked what, when, beside which node, what it was told, and under which faults.
   *
   * @param run gives the clock and the faults
   */
  public static void print(List<Operation> operations, RunResult run, PrintStream out) {
    RunClock clock = RunClock.of(run);
    Table table = new Table("FROM", "TO", "PROCESS", "BESIDE", "KEY", "ASKED", "TOLD", "UNDER");
    for (Operation operation : operations) {
      Event invoke = operation.invoke();
      String value = invoke.value();
      table.row(
          Numbers.seconds(clock.seconds(invoke.nanos())),
          operation.unknown()
              ? Numbers.NONE
              : Numbers.seconds(clock.seconds(operation.end().nanos())),
          invoke.process(),
          invoke.node().isEmpty() ? Numbers.NONE : PlainText.brief(invoke.node()),
          PlainText.brief(invoke.key()),
          PlainText.brief(invoke.operation() + (value == null ? "" : " " + value)),
          PlainText.brief(told(operation)),
          faults(operation, run.injections()));
    }
    table.print(out);
  }

  private static String told(Operation operation) {
    String word = Marks.word(operation.end().type());
    if (!operation.acknowledged()) {
      String error = operation.end().receipt();
      return error.isEmpty() ? word : word + ": " + error;
    }
    String value = operation.end().value();
    boolean asksOnly = operation.invoke().operation().startsWith("read");
    return value == null && !asksOnly ? word : word + " " + (value == null ? "nil" : value);
  }

  private static String faults(Operation operation, List<Injection> injections) {
    String names =
        injections.stream()
            .filter(one -> one.injectedNanos() <= operation.end().nanos())
            .filter(one -> one.healedNanos().orElse(one.endedNanos()) >= operation.invoke().nanos())
            .map(Injection::fault)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? Numbers.NONE : PlainText.brief(names);
  }
}
