package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClockActionTest {
  private static final Duration JUMP = Duration.ofSeconds(-10);
  private static final Duration DRIFT = Duration.ofMillis(500);

  /** What the node says next, each once, before it goes by its clock. */
  private final Deque<Optional<Duration>> said = new ArrayDeque<>();

  private Duration offset = Duration.ZERO;
  private long nanos;

  private final NodeClock clock =
      new NodeClock() {
        @Override
        public void set(Duration to) {
          offset = to;
        }

        @Override
        public Optional<Duration> observed() {
          return said.isEmpty() ? Optional.of(offset) : said.remove();
        }
      };

  private ClockAction injected(Duration jump, boolean drifts) {
    ClockAction action = new ClockAction(() -> nanos, "n1", clock, jump, drifts);
    action.inject();
    return action;
  }

  private void pass(Duration time, ClockAction action) {
    nanos += time.toNanos();
    action.goOn();
  }

  @Test
  void aJumpBitesForAsLongAsTheNodeSaysThatItIsOff() {
    ClockAction action = injected(JUMP, false);
    said.add(Optional.of(Duration.ZERO));
    assertEquals(OptionalLong.empty(), action.bitesSince());
    nanos = 5;
    assertEquals(OptionalLong.of(5), action.bitesSince());
    nanos = 9;
    assertEquals(OptionalLong.of(5), action.bitesSince());
    said.add(Optional.of(JUMP.negated()));
    assertEquals(OptionalLong.empty(), action.bitesSince());
    said.add(Optional.of(JUMP.dividedBy(3)));
    assertEquals(OptionalLong.empty(), action.bitesSince());
  }

  @Test
  void aNodeThatWasOffAndDoesNotAnswerIsAskedAgain() {
    ClockAction action = injected(JUMP, false);
    said.add(Optional.empty());
    assertEquals(OptionalLong.empty(), action.bitesSince());
    assertTrue(action.bitesSince().isPresent());
    said.add(Optional.empty());
    said.add(Optional.empty());
    assertTrue(action.bitesSince().isPresent());
    said.add(Optional.empty());
    said.add(Optional.empty());
    said.add(Optional.empty());
    assertEquals(OptionalLong.empty(), action.bitesSince());
  }

  @Test
  void aDriftGoesOnAfterItHasBitten() {
    ClockAction action = injected(DRIFT, true);
    pass(Duration.ofSeconds(1), action);
    assertTrue(action.bitesSince().isPresent());
    pass(Duration.ofSeconds(7), action);
    assertEquals(DRIFT.multipliedBy(8), offset);
    assertTrue(action.bitesSince().isPresent());
    said.add(Optional.of(DRIFT)); // it has stood still since
    assertEquals(OptionalLong.empty(), action.bitesSince());
  }

  @Test
  void itHasHealedSinceTheNodeSaysThatItsClockIsRight() {
    ClockAction action = injected(JUMP, false);
    nanos = 7;
    action.end();
    said.add(Optional.of(JUMP));
    assertEquals(OptionalLong.empty(), action.healedSince());
    assertEquals(OptionalLong.of(7), action.healedSince());
    assertEquals(Duration.ZERO, offset);
  }
}
