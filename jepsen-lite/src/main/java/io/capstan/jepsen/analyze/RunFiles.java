package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.HistoryReader;
import io.capstan.jepsen.nemesis.Faults;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.run.Facts;
import io.capstan.jepsen.run.FactsFile;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.PlanFile;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.StoredRun;
import io.capstan.jepsen.workload.Workloads;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code kv jepsen run} has left in a directory. */
final class RunFiles {
  private static final String PLAN_HINT = "give a plan.json of a run";

  private RunFiles() {}

  /**
   * The directory of a run.
   *
   * @throws CommandFailed when it is none
   */
  static RunDirectory directory(Path path) {
    if (!Files.isDirectory(path)) {
      String problem = Files.exists(path) ? " is no directory" : " does not exist";
      throw CommandFailed.usage(path + problem, "name the directory of a run");
    }
    return new RunDirectory(path);
  }

  /**
   * The newest run that had a seed.
   *
   * @param out where runs are kept
   * @throws CommandFailed when there is none
   */
  static RunDirectory newest(Path out, long seed) {
    try {
      return RunDirectory.newest(out, seed)
          .orElseThrow(
              () ->
                  CommandFailed.usage(
                      "no run of seed %d is under %s".formatted(seed, out),
                      "name its plan, or do: kv jepsen run --seed " + seed));
    } catch (IOException e) {
      throw CommandFailed.usage("cannot look into " + out + ": " + e, "give another --out");
    }
  }

  /**
   * Reads a run.
   *
   * @throws CommandFailed for files that are missing, or that are not as a run leaves them
   */
  static StoredRun read(RunDirectory directory) {
    Plan plan = plan(directory.plan());
    if (!Files.exists(directory.facts())) {
      throw CommandFailed.usage(
          "there is no %s: the run did not come to its end".formatted(directory.facts()),
          "judge its history by itself: kv jepsen analyze " + directory.history());
    }
    Facts facts = InputFile.read(directory.facts(), "restore the file", FactsFile::read);
    History history =
        InputFile.read(directory.history(), "judge a whole, readable history", RunFiles::history);
    return new StoredRun(plan, facts, facts.recorded(history.events()));
  }

  /** Also that its events can be paired is seen here, where a refusal names the file. */
  private static History history(BufferedReader in) throws IOException {
    History history = HistoryReader.read(in, Format.CAPSTAN);
    var unused = history.operations();
    return history;
  }

  /**
   * Reads a plan whose workload and faults there are.
   *
   * @throws CommandFailed for a file that is none
   */
  static Plan plan(Path file) {
    Plan plan = InputFile.read(file, PLAN_HINT, PlanFile::read);
    try {
      var unused = Workloads.named(plan.workload());
      plan.steps().forEach(step -> Faults.requireKnown(step.fault()));
      return plan;
    } catch (IllegalArgumentException | UnsupportedFaultException e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), "see: kv jepsen faults");
    }
  }

  /**
   * The faults of a run as they are best done again: those that go by who leads as planned, all
   * others to the same nodes and links as they hit.
   */
  static List<Plan.Step> stepsToRepeat(StoredRun run, RunDirectory directory) {
    List<Plan.Step> planned = run.plan().steps();
    if (!Files.exists(directory.done())) {
      return planned;
    }
    List<Plan.Step> done = plan(directory.done()).steps();
    List<Plan.Step> steps = new ArrayList<>();
    for (int i = 0; i < planned.size(); i++) {
      boolean asPlanned = i >= done.size() || Faults.followsLeader(planned.get(i).fault());
      steps.add(asPlanned ? planned.get(i) : done.get(i));
    }
    return steps;
  }
}
