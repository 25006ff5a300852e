package io.capstan.jepsen.analyze;

import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes a run with other faults, and tells whether it breaks a promise. */
final class Rerun implements Predicate<List<Plan.Step>> {
  private final Terminal terminal;
  private final StoreFlags store;
  private final Plan plan;
  private final BrokenPromise broken;
  private final Sufficiency enough;
  private final int runs;
  private int made;

  /**
   * @param plan all but the faults
   * @param runs how many will be made at most, for progress
   */
  Rerun(
      Terminal terminal,
      StoreFlags store,
      Plan plan,
      BrokenPromise broken,
      Sufficiency enough,
      int runs) {
    this.terminal = terminal;
    this.store = store;
    this.plan = plan;
    this.broken = broken;
    this.enough = enough;
    this.runs = runs;
  }

  @Override
  public boolean test(List<Plan.Step> steps) {
    made++;
    terminal.say("run %d of at most %d: %s".formatted(made, runs, words(steps)));
    RunResult result =
        store
            .carryOut(terminal, plan.with(steps), Optional.of(broken.lane().promised()), enough)
            .result();
    boolean again = broken.isBrokenIn(result);
    terminal.say(again ? "it failed again: " + broken : "it did not fail again: " + broken);
    return again;
  }

  /** Faults for a person. */
  static String words(List<Plan.Step> steps) {
    return steps.isEmpty()
        ? "no fault"
        : steps.stream()
            .map(
                step ->
                    "%s at %.1f s for %.1f s"
                        .formatted(
                            step.fault(),
                            step.at().toMillis() / 1e3,
                            step.length().toMillis() / 1e3))
            .collect(Collectors.joining(", "));
  }
}
