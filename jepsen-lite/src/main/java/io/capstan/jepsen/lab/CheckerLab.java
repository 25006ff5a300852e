package io.capstan.jepsen.lab;

import io.capstan.jepsen.checker.SimulatedStore;
import io.capstan.jepsen.checker.SpoiltHistories;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.linear.CrossCheck;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.HistoryWriter;
import io.capstan.runtime.Randoms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random histories of a linearizable store, as they are and spoilt, judged in every way there is:
 * all ways agree, and nobody accuses the store.
 */
final class CheckerLab implements Lab {
  private static final int ROUNDS = 1_500;
  private static final int ROUNDS_BRIEF = 300;
  private static final int ROUNDS_PER_LINE = 500;
  private static final int AT_ONCE = 5;
  private static final int OPERATIONS = 40;

  /** Of each search; no clock, so that a seed does the same on every machine. */
  private static final Bounds BOUNDS = new Bounds(200_000, 1 << 20, () -> 0, Duration.ofDays(1));

  /** One history in so many may be beyond the bounds. */
  private static final int HISTORIES_PER_GIVEN_UP = 100;

  /** Few enough to try every order. */
  private static final int OPERATIONS_SMALL = 7;

  /** What the store holds, and what it is judged by. */
  private record Kind(String model, @Nullable String judged, String held, int values) {
    SimulatedStore.Behaviour behaviour() {
      return switch (model) {
        case "register" -> SimulatedStore.register(values);
        case "kv" -> SimulatedStore.key();
        case "set" -> SimulatedStore.set();
        default -> throw new AssertionError(model);
      };
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("register", "0", "0", 0),
          new Kind("register", "0", "0", 3),
          new Kind("kv", "", "", 0),
          new Kind("set", null, "[]", 0));

  @Override
  public String name() {
    return "checker";
  }

  @Override
  public String description() {
    return "zones, search and trying every order agree on random histories, right and spoilt";
  }

  @Override
  public Duration typical() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Seeds usual() {
    return new Seeds(1, 100);
  }

  @Override
  public Outcome run(long seed, boolean brief, LabContext context) throws IOException {
    Run run = new Run(Randoms.seeded(seed), context.directory());
    int rounds = brief ? ROUNDS_BRIEF : ROUNDS;
    for (int round = 1; round <= rounds; round++) {
      run.round();
      if (round % ROUNDS_PER_LINE == 0 && round < rounds) {
        context.progress().accept("round %d of %d".formatted(round, rounds));
      }
    }
    return run.outcome();
  }

  /** One seed. Confined to one thread. */
  private static final class Run {
    private final RandomGenerator random;
    private final Path directory;
    private long operations;
    private long histories;
    private long invalid;
    private long gaveUp;
    private long wrong;

    Run(RandomGenerator random, Path directory) {
      this.random = random;
      this.directory = directory;
    }

    void round() throws IOException {
      for (Kind kind : KINDS) {
        judge(kind, OPERATIONS, false);
        judge(kind, OPERATIONS_SMALL, true);
      }
    }

    private void judge(Kind kind, int length, boolean orders) throws IOException {
      History right =
          SimulatedStore.history(random, kind.behaviour(), kind.held(), length, AT_ONCE);
      judge(kind, right, orders, false);
      judge(kind, SpoiltHistories.spoilt(right, random), orders, true);
    }

    private void judge(Kind kind, History history, boolean orders, boolean spoilt)
        throws IOException {
      histories++;
      operations += history.operations().size();
      var spec = Specs.named(kind.model(), kind.judged());
      for (CrossCheck found : CrossCheck.of(history, spec, BOUNDS, orders)) {
        boolean accused = !spoilt && found.verdicts().containsValue(Verdict.Kind.INVALID);
        gaveUp += found.verdicts().containsValue(Verdict.Kind.UNKNOWN) ? 1 : 0;
        invalid += found.agreed() == Verdict.Kind.INVALID ? 1 : 0;
        if (accused || !found.agrees()) {
          wrong++;
          keep(kind.model() + "-" + histories + "-" + found.verdicts(), history);
        }
      }
    }

    private void keep(String name, History history) throws IOException {
      Path file = directory.resolve(name.replaceAll("[^\\w=-]+", "_") + ".jsonl");
      try (HistoryWriter out = new HistoryWriter(Files.newBufferedWriter(file))) {
        for (Event event : history.events()) {
          out.write(event);
        }
      }
    }

    Outcome outcome() {
      boolean known = gaveUp * HISTORIES_PER_GIVEN_UP <= histories;
      String verdict = wrong > 0 ? "DISAGREE" : known ? "AGREE" : "UNKNOWN";
      Map<String, String> details =
          Map.of(
              "histories", Long.toString(histories),
              "invalid", Long.toString(invalid),
              "gave_up", Long.toString(gaveUp),
              "wrong", Long.toString(wrong));
      return new Outcome(operations, verdict, verdict.equals("AGREE"), details);
    }
  }
}
