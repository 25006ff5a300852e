package io.capstan.jepsen.run;

import static io.capstan.jepsen.run.RefusedPlanException.preparing;

import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.Recorder;
import io.capstan.jepsen.nemesis.Faults;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.Workload;
import io.capstan.jepsen.workload.Workloads;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A run from its plan to what it shows; keeps plan, history and facts in a directory before
 * anything is judged, the history while it is made.
 *
 * @param stores makes networks and stores by name
 * @param promised what is taken for promised of every lane; empty: what the store promises
 * @param enough how much must happen on each lane
 * @param heapBytes how much memory judging may take
 * @param version of Capstan, for the report
 * @param progress is told what happens, line by line; from several threads
 */
public record Harness(
    Stores stores,
    Optional<Set<Guarantee>> promised,
    Sufficiency enough,
    long heapBytes,
    String version,
    Consumer<String> progress) {
  /** What judging all lanes may take. */
  public static final Duration JUDGING_MAX = Duration.ofMinutes(1);

  /** The version of Capstan that runs, for the report. */
  public static String release() {
    String version = Harness.class.getPackage().getImplementationVersion();
    return "Capstan " + (version == null ? "development" : version);
  }

  /**
   * Carries out a plan.
   *
   * @param directory a new one, which is removed when the plan is refused
   * @param begun the wall clock's time
   * @throws RefusedPlanException for a plan that cannot be carried out here
   */
  public RunResult run(Plan plan, RunDirectory directory, Instant begun) throws IOException {
    Recorder recorder = new Recorder(Ticker.system());
    try (FaultyNetwork network = preparing(() -> stores.network(plan, recorder::nanos));
        Target target = preparing(() -> target(plan, network, directory, recorder))) {
      return run(plan, directory, begun, recorder, network, target);
    } catch (RefusedPlanException refusal) {
      Directories.remove(directory.root());
      throw refusal;
    }
  }

  private Target target(
      Plan plan, FaultyNetwork network, RunDirectory directory, Recorder recorder) {
    return stores.target(plan, network, directory.nodes(), recorder::nanos);
  }

  /** The same on a network and a store that were not started; the caller closes them. */
  RunResult run(
      Plan plan,
      RunDirectory directory,
      Instant begun,
      Recorder recorder,
      FaultyNetwork network,
      Target target)
      throws IOException {
    Faults faults = new Faults(network, target, recorder::nanos, Randoms.seeded(plan.seed()));
    Workload workload = preparing(() -> Workloads.named(plan.workload()));
    List<Lane> lanes = preparing(() -> lanes(plan, target, workload, faults));
    directory.becomeLatest();
    progress.accept("seed " + plan.seed() + "; all goes to " + directory.root());
    directory.writePlan(directory.plan(), plan);
    Nemesis nemesis = new Nemesis(faults, target, recorder::nanos, progress);
    Run run = new Run(plan, target, workload, lanes, nemesis, recorder, progress);
    Run.Recorded recorded = carryOut(run, directory, recorder);
    StoredRun stored =
        new StoredRun(plan, Facts.of(version, begun, enough, lanes, recorded), recorded);
    directory.writeFacts(stored.facts());
    directory.writePlan(directory.done(), done(plan, recorded));
    progress.accept("judging " + recorded.events().size() + " events");
    return stored.result(Bounds.within(heapBytes, JUDGING_MAX, Ticker.system()));
  }

  /** The lanes of a plan that can be carried out. */
  private List<Lane> lanes(Plan plan, Target target, Workload workload, Faults faults) {
    plan.steps().forEach(step -> faults.require(step.fault(), step.on()));
    List<Lane> lanes = lanes(plan, target, workload);
    plan.requireWithinBound(lanes.size());
    return lanes;
  }

  private List<Lane> lanes(Plan plan, Target target, Workload workload) {
    List<Lane> lanes = new ArrayList<>();
    List<String> names = target.lanes().stream().map(Lane::name).toList();
    for (String name : plan.lanes()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "%s has no lane \"%s\"; it has %s".formatted(target.name(), name, names));
      }
    }
    for (Lane lane : target.lanes()) {
      boolean chosen = plan.lanes().isEmpty() || plan.lanes().contains(lane.name());
      if (chosen && workload.suits(lane)) {
        lanes.add(promised.map(lane::promising).orElse(lane));
      } else if (chosen && !plan.lanes().isEmpty()) {
        throw new IllegalArgumentException(
            "the workload %s cannot be run on the lane %s".formatted(workload.name(), lane.name()));
      }
    }
    return lanes;
  }

  private static Run.Recorded carryOut(Run run, RunDirectory directory, Recorder recorder)
      throws IOException {
    try (HistoryStream unused = HistoryStream.open(directory.history(), recorder)) {
      return run.carryOut();
    }
  }

  /** The same plan with what its faults really hit. */
  private static Plan done(Plan plan, Run.Recorded recorded) {
    List<Plan.Step> steps = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      Plan.Step step = plan.steps().get(i);
      Injection injection = recorded.outcomes().get(i).injection();
      List<String> on = new ArrayList<>(injection.nodes().stream().sorted().toList());
      injection.links().stream().sorted().map(Link::toString).forEach(on::add);
      steps.add(new Plan.Step(step.fault(), step.at(), step.length(), on));
    }
    return plan.with(steps);
  }
}
