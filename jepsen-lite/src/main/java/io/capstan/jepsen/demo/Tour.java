package io.capstan.jepsen.demo;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.LinkAction;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The acts that ask, one after the other, as long as all is as expected: a later act builds on what
 * the earlier ones showed.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Tour implements AutoCloseable {
  private static final Duration SERVED = Duration.ofSeconds(10);

  /** For what is to be refused: long enough for an attempt at each node. */
  private static final Duration NOT_SERVED = Duration.ofSeconds(1);

  private static final Duration SERVICE_MAX = Duration.ofSeconds(20);
  private static final Duration BITE_MAX = Duration.ofSeconds(3);
  private static final Duration HEALING_MAX = Duration.ofSeconds(30);
  private static final Duration EQUALITY_MAX = Duration.ofSeconds(60);

  private final DemoCluster cluster;
  private final Telling telling;
  private final boolean cutting;
  private final Ticker ticker = Ticker.system();
  private final String leader;
  private final Set<String> others;
  private final Side here;
  private final Side there;
  private final Set<Link> links;
  private final LinkAction cut;
  private long cutNanos;

  /**
   * @param cutting false: the links are left alone, so that the tour must fail
   */
  Tour(DemoCluster cluster, Telling telling, boolean cutting) {
    this.cluster = cluster;
    this.telling = telling;
    this.cutting = cutting;
    Await.system()
        .until(() -> "a leader", SERVICE_MAX, () -> cluster.target().leader().isPresent());
    this.leader = cluster.target().leader().orElseThrow();
    this.others = cluster.nodes();
    others.remove(leader);
    this.here = cluster.side(leader, others, "unsure");
    this.there = cluster.side(others.iterator().next(), Set.of(leader), Question.STRONG_PUT.key());
    this.links = Link.around(leader, others);
    this.cut = cluster.cut(links);
  }

  void run() {
    together();
    if (!telling.isContradicted()) {
      apart();
    }
    if (!telling.isContradicted()) {
      healed();
    }
  }

  private void together() {
    telling.begin(1, "All nodes reach each other; %s leads".formatted(leader));
    ask(there, Stage.TOGETHER, Question.STRONG_PUT::equals);
    ask(here, Stage.TOGETHER, Question.STRONG_PUT::equals); // later: its session must see the other
    ask(there, Stage.TOGETHER, Tour::isForBothSides);
    telling.explain(Stage.TOGETHER);
  }

  private void apart() {
    String sides = "%s | %s".formatted(leader, String.join(" ", others));
    String done =
        cutting ? "The leader is cut off from the others, both ways: " : "No link is cut: ";
    telling.begin(2, done + sides);
    if (cutting) {
      cut.inject();
    }
    cutNanos = ticker.nanos();
    CompletionStage<Asked> successor = there.ask(Stage.OTHERS, Question.STRONG_PUT, SERVICE_MAX);
    Asked unsure = get(here.ask(Stage.CUT_OFF, Question.STRONG_PUT, NOT_SERVED));
    telling.saw(bite());
    telling.saw(unsure);
    ask(here, Stage.CUT_OFF, Tour::isForBothSides);
    telling.saw(get(successor));
    telling.saw(Seen.successor(leader, get(successor)));
    ask(there, Stage.OTHERS, Tour::isForBothSides);
    here.carryTokenOf(there);
    ask(here, Stage.CUT_OFF, Question.STRONG_GET_CARRIED::equals);
    differ(Question.STRONG_GET_EVENTUAL, Question.STRONG_GET_STRONG);
    differ(Question.GET_ONE, Question.GET_ONE);
    telling.explain(Stage.CUT_OFF);
    telling.explain(Stage.OTHERS);
  }

  private void healed() {
    telling.begin(3, "The links are let go");
    if (cutting) {
      cut.end();
    }
    long healNanos = ticker.nanos();
    CompletionStage<Asked> back = here.ask(Stage.HEALED, Question.STRONG_GET_STRONG, SERVICE_MAX);
    telling.saw(healing(healNanos));
    telling.saw(get(back));
    Asked told = telling.summary().last(Stage.CUT_OFF, Question.STRONG_PUT).orElseThrow();
    telling.saw(Seen.fate(told, get(here.ownRow(SERVED))));
    boolean equal = becomes(EQUALITY_MAX, cluster.target()::isSettled);
    telling.saw(Seen.equality(equal, since(healNanos)));
    ask(here, Stage.HEALED, q -> !q.isPut() && q != Question.STRONG_GET_STRONG);
    ask(here, Stage.HEALED, Question::isPut);
  }

  private void ask(Side side, Stage stage, Predicate<Question> chosen) {
    for (Question question : Question.values()) {
      if (chosen.test(question)) {
        Duration deadline = stage.serves(question) ? SERVED : NOT_SERVED;
        telling.saw(get(side.ask(stage, question, deadline)));
      }
    }
  }

  /** Asked on each side after its STRONG put. */
  private static boolean isForBothSides(Question question) {
    return question != Question.STRONG_PUT && question != Question.STRONG_GET_CARRIED;
  }

  private void differ(Question hereAsked, Question thereAsked) {
    Summary summary = telling.summary();
    telling.saw(
        Seen.difference(
            summary.last(Stage.CUT_OFF, hereAsked).orElseThrow(),
            summary.last(Stage.OTHERS, thereAsked).orElseThrow()));
  }

  private Seen bite() {
    boolean unused = becomes(BITE_MAX, () -> cut.bitesSince().isPresent());
    long last = cut.bitesSince().orElse(cutNanos);
    return Seen.bite(links, missing(cut.bites()), Duration.ofNanos(Math.max(0, last - cutNanos)));
  }

  private Seen healing(long healNanos) {
    boolean unused = becomes(HEALING_MAX, () -> cut.healedSince().isPresent());
    long last = cut.healedSince().orElse(ticker.nanos());
    return Seen.healing(
        links, missing(cut.heals()), Duration.ofNanos(Math.max(0, last - healNanos)));
  }

  private static Collection<Link> missing(Map<Link, OptionalLong> times) {
    return times.entrySet().stream()
        .filter(time -> time.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean becomes(Duration limit, BooleanSupplier condition) {
    try {
      var unused = Await.system().until(() -> "", limit, condition);
      return true;
    } catch (IllegalStateException never) {
      return false;
    }
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(ticker.nanos() - nanos);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Override
  public void close() {
    here.close();
    there.close();
  }
}
