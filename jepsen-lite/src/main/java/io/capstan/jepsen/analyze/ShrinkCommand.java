package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.shrink.Shrink;
import io.capstan.jepsen.report.WitnessText;
import io.capstan.jepsen.run.Harness;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.run.ScheduleShrink;
import io.capstan.jepsen.run.StoredRun;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv jepsen shrink}: how little of a run is needed to break what it broke. */
@Command(
    name = "shrink",
    description = {
      "Takes away from an INVALID run whatever a broken promise does not need: operations of its",
      "history, and, with --runs, faults of its schedule."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:the run is INVALID, and this is what is left of it",
      "2:the command line or the run's files are wrong, or the run is not INVALID",
    },
    footer = {
      "%nExamples:",
      "  kv jepsen shrink jepsen-runs/latest",
      "  kv jepsen shrink jepsen-runs/latest --lane eventual-one --guarantee monotonic-reads",
      "  kv jepsen shrink jepsen-runs/latest --runs 10",
      "%nThe operations that are left are printed, and stored in the run's directory as",
      "witness.jsonl, or under the next free name. With --runs the plan is carried out again with",
      "fewer faults, then with shorter ones, each time in a directory of its own under --out; what",
      "breaks the same promise on the same lane is kept, and stored as shrunk-plan.json. Give the",
      "same --timeout and --server-faults as the run had. No two runs are alike: that a smaller",
      "schedule did not fail does not say that it cannot.",
    })
final class ShrinkCommand implements Callable<Integer> {
  private static final int TRIES_MAX = 5_000;

  private final Terminal terminal;

  @Mixin private StoreFlags store = new StoreFlags();

  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  private Path directory = Path.of("");

  @Option(
      names = "--lane",
      description = "The lane; the first on which a promise is broken, unless told.")
  private @Nullable String lane;

  @Option(
      names = "--guarantee",
      description = "The promise, such as linearizable; the strongest that is broken, unless told.")
  private @Nullable String guarantee;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "0",
      description = "Makes up to so many runs to shrink the schedule too: ${DEFAULT-VALUE}.")
  private int runs;

  ShrinkCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (runs < 0) {
      throw CommandFailed.usage("--runs is " + runs, "give 0 or more");
    }
    // As the name may be that of a link, which leads elsewhere when there is another run.
    RunDirectory files = new RunDirectory(real(RunFiles.directory(directory).root()));
    StoredRun run = RunFiles.read(files);
    Bounds bounds =
        Bounds.within(Runtime.getRuntime().maxMemory(), Harness.JUDGING_MAX, Ticker.system());
    RunResult result = run.result(bounds);
    BrokenPromise broken = chosen(result);
    try {
      shrinkHistory(broken, run, result, bounds, files);
      if (runs > 0) {
        shrinkSchedule(broken, run, files);
      }
    } catch (IOException e) {
      throw CommandFailed.usage(
          "cannot keep what is left: " + e, "make " + files.root() + " writable");
    }
    return Exits.of(Verdict.Kind.INVALID);
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw CommandFailed.usage("cannot read " + path + ": " + e, "name the directory of a run");
    }
  }

  private BrokenPromise chosen(RunResult result) {
    List<BrokenPromise> all = BrokenPromise.of(result);
    if (all.isEmpty()) {
      throw CommandFailed.usage(
          "the run is %s: no promise is broken, so there is nothing to shrink"
              .formatted(result.verdict().kind()),
          "shrink a run that is INVALID");
    }
    var wanted = Optional.ofNullable(guarantee).map(GuaranteeWord::of);
    return all.stream()
        .filter(one -> lane == null || one.lane().name().equals(lane))
        .filter(one -> wanted.isEmpty() || wanted.get() == one.guarantee())
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailed.usage(
                    "that promise is not broken",
                    "broken are "
                        + all.stream()
                            .map(BrokenPromise::toString)
                            .collect(Collectors.joining("; "))));
  }

  private void shrinkHistory(
      BrokenPromise broken, StoredRun run, RunResult result, Bounds bounds, RunDirectory files)
      throws IOException {
    int all = broken.operations(run);
    terminal.say("shrinking %d operations; %s".formatted(all, broken));
    Shrink.Witness witness = broken.witness(run, bounds, TRIES_MAX);
    Path file = files.writeWitness(witness.history().events());
    terminal.out().println(broken + " is INVALID by these operations:");
    WitnessText.print(witness.history().operations(), result, terminal.out());
    terminal
        .out()
        .printf(
            "%d of %d operations are left after %d tries; %s%n",
            witness.operations(),
            all,
            witness.tries(),
            witness.minimal()
                ? "none of them can be taken away alone"
                : "more might be taken away with more tries");
    terminal.out().println("Witness: " + file);
  }

  private void shrinkSchedule(BrokenPromise broken, StoredRun run, RunDirectory files)
      throws IOException {
    Plan plan = run.plan().with(RunFiles.stepsToRepeat(run, files));
    Rerun rerun = new Rerun(terminal, store, plan, broken, run.facts().enough(), runs);
    ScheduleShrink.Shrunk shrunk = ScheduleShrink.of(plan.steps(), rerun, runs);
    String tried =
        shrunk.ended() ? "all smaller ones were tried" : "not all smaller ones were tried";
    if (shrunk.steps().equals(plan.steps())) {
      terminal
          .out()
          .printf(
              "Nothing smaller than the %d faults failed again within %d runs; %s%n",
              plan.steps().size(), shrunk.runs(), tried);
      return;
    }
    Path file = files.writeShrunkPlan(plan.with(shrunk.steps()));
    terminal
        .out()
        .printf(
            "With these faults it failed again: %s (%d of %d are left after %d runs; %s)%n",
            Rerun.words(shrunk.steps()),
            shrunk.steps().size(),
            plan.steps().size(),
            shrunk.runs(),
            tried);
    terminal.out().println("Plan: " + file);
  }
}
