package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StalenessTest {
  private final FakeRuntime fake = new FakeRuntime();
  private final Staleness staleness =
      new Staleness(fake.runtime().ticker(), fake.runtime().clock());

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void nothingIsKnownBeforeTheFirstProof() {
    assertEquals(OptionalLong.empty(), staleness.boundMillis());
  }

  @Test
  void theAgeCountsFromBeforeTheProbeAndNotFromItsAnswer() {
    Staleness.Mark before = staleness.mark();
    fake.advance(Duration.ofMillis(300));
    staleness.proved(before);
    assertBetween(300, 303);
    fake.advance(Duration.ofMillis(100));
    assertBetween(400, 403);
  }

  @Test
  void aSuspendedMachineIsSeenOnTheWallClock() {
    staleness.proved(staleness.mark());
    fake.wallMillis.addAndGet(60_000);
    assertBetween(60_000, 60_100);
  }

  @Test
  void aWallClockThatIsSetBackHidesNothing() {
    staleness.proved(staleness.mark());
    fake.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    fake.wallMillis.addAndGet(-3_600_000);
    assertBetween(2_000, 2_010);
  }

  @Test
  void aLateProofOfAnOlderMarkDoesNotTakeBackANewerOne() {
    Staleness.Mark older = staleness.mark();
    fake.advance(Duration.ofMillis(500));
    staleness.proved(staleness.mark());
    staleness.proved(older);
    assertBetween(0, 3);
  }

  @Test
  void theMarginGrowsWithTheAge() {
    Staleness.Mark then = new Staleness.Mark(0, 0);
    Staleness.Mark now = new Staleness.Mark(Duration.ofSeconds(1000).toNanos(), 0);
    assertEquals(1_000_000 + 1_000 + 1, Staleness.boundMillis(then, now));
  }

  private void assertBetween(long least, long most) {
    long bound = staleness.boundMillis().orElseThrow();
    assertTrue(bound > least && bound <= most, bound + " ms");
  }
}
