package io.capstan.client.shell.demo;

import io.capstan.client.Receipt;
import io.capstan.error.Failure;
import io.capstan.v1.Receipt.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Observations of a cluster of n1, n2 and n3, made by hand. */
final class Sights {
  static final Situation ALL_UP = situation(Act.ALL_UP);
  static final Situation ONE_STOPPED = situation(Act.ONE_STOPPED, "n1");
  static final Situation MINORITY = situation(Act.MINORITY, "n1", "n3");

  private Sights() {}

  static Situation situation(Act act, String... stopped) {
    return new Situation(act, List.of("n1", "n2", "n3"), Set.of(stopped));
  }

  /** A request that a node served by itself. */
  static Asked served(Situation situation, Question question, String value, String... allowed) {
    return asked(situation, question, new Result.Served(Optional.of(value), by(question)), allowed);
  }

  /** A put that a node served. */
  static Asked put(Situation situation, Question question, io.capstan.v1.Receipt receipt) {
    return asked(situation, question, new Result.Served(Optional.empty(), receipt(receipt)));
  }

  static Asked failed(Situation situation, Question question, Failure failure, String message) {
    return asked(situation, question, new Result.Failed(failure, message));
  }

  private static Asked asked(
      Situation situation, Question question, Result result, String... allowed) {
    Set<Optional<String>> values =
        question.isPut()
            ? Set.of()
            : Set.copyOf(List.of(allowed).stream().map(Optional::of).toList());
    return new Asked(situation, question, "n2", values, result, Duration.ofMillis(7));
  }

  private static Receipt by(Question question) {
    return receipt(
        io.capstan.v1.Receipt.newBuilder()
            .setServedBy("n2")
            .setPath(Path.PATH_LOCAL)
            .setLevelGiven(question.level().kind().proto())
            .addReplicas("n2")
            .setStalenessBoundMillis(34)
            .build());
  }

  private static Receipt receipt(io.capstan.v1.Receipt served) {
    return new Receipt(served, 1, "127.0.0.1:7401", Duration.ofMillis(6));
  }
}
