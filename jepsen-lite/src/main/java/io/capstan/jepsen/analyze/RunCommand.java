package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.Schedule;
import io.capstan.jepsen.store.etcd.EtcdTarget;
import io.capstan.runtime.Randoms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv jepsen run}: starts a store, uses it under faults, and judges what it answered. */
@Command(
    name = "run",
    description = "Starts a store, uses it under faults, and judges what its clients were told.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:VALID: every promise held",
      "1:INVALID: one did not",
      "2:the command line is wrong, or a fault cannot be done here",
      "4:UNKNOWN: too little happened, or a bound was hit, to tell",
    },
    footer = {
      "%nExamples:",
      "  kv jepsen run --workload register --nemesis partition-leader --seconds 30 --seed 1",
      "  kv jepsen run --workload counter --nemesis kill-leader,pause --lanes strong",
    })
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RunFlags flags = new RunFlags();

  @Option(
      names = "--workload",
      paramLabel = "W",
      defaultValue = "register",
      description = "What clients ask: one of ${COMPLETION-CANDIDATES}.",
      completionCandidates = Names.WorkloadNames.class)
  private String workload = "register";

  @Option(
      names = "--nemesis",
      split = ",",
      paramLabel = "FAULT",
      description = "Faults, done in turn; none: nothing is disturbed. See kv jepsen faults.")
  private List<String> nemesis = new ArrayList<>();

  @Option(
      names = "--lanes",
      split = ",",
      paramLabel = "LANE",
      description = "Only these ways to use the store; all unless told.")
  private List<String> lanes = new ArrayList<>();

  @Option(
      names = "--target",
      defaultValue = "capstan",
      description = "The store: ${COMPLETION-CANDIDATES}. Unless told ${DEFAULT-VALUE}.",
      completionCandidates = Names.Targets.class)
  private String target = "capstan";

  @Option(
      names = "--backend",
      description =
          "What disturbs links: ${COMPLETION-CANDIDATES}. Unless told proxy; for etcd netns.",
      completionCandidates = Names.Backends.class)
  private @Nullable String backend;

  @Option(names = "--nodes", defaultValue = "5", description = "How many nodes: ${DEFAULT-VALUE}.")
  private int nodes = 5;

  @Option(
      names = "--processes",
      defaultValue = "20",
      description = "Clients of each lane: ${DEFAULT-VALUE}.")
  private int processes = 20;

  @Option(
      names = "--rate",
      defaultValue = "150",
      description = "Requests a second on each lane: ${DEFAULT-VALUE}.")
  private int rate = 150;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "How long clients ask: ${DEFAULT-VALUE}.")
  private int seconds = 30;

  @Option(
      names = "--seed",
      description = "Of all that is drawn; a new one, which is printed, unless told.")
  private @Nullable Long seed;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return flags.run(terminal, plan());
  }

  private Plan plan() {
    requireWithin("--nodes", nodes, 1, 50);
    requireWithin("--processes", processes, 1, 200);
    requireWithin("--rate", rate, 1, 100_000);
    requireWithin("--seconds", seconds, 1, 86_400);
    requireRoom(faults(), Duration.ofSeconds(seconds));
    long chosen = seed == null ? Randoms.system().nextInt(1_000_000) : seed;
    Duration length = Duration.ofSeconds(seconds);
    return new Plan(
        target,
        chosenBackend(),
        workload,
        lanes,
        nodes,
        processes,
        rate,
        length,
        chosen,
        Schedule.of(faults(), length, Randoms.seeded(chosen)));
  }

  private List<String> faults() {
    return nemesis.stream().filter(name -> !name.equals("none")).toList();
  }

  /** A fault that is asked for is done. */
  private static void requireRoom(List<String> faults, Duration length) {
    int room = Schedule.room(length);
    if (faults.size() > room) {
      throw CommandFailed.usage(
          "%d s have room for %d of the %d faults"
              .formatted(length.toSeconds(), room, faults.size()),
          "give more --seconds, or fewer faults");
    }
  }

  private String chosenBackend() {
    String usual = target.equals(EtcdTarget.NAME) ? "netns" : "proxy";
    return backend == null ? usual : backend;
  }

  private static void requireWithin(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw CommandFailed.usage(
          "%s is %d".formatted(option, value), "give a number from %d to %d".formatted(min, max));
    }
  }
}
