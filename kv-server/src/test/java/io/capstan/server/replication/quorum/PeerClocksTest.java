package io.capstan.server.replication.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.files.ManualScheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerClocksTest {
  private static final long TEN_SECONDS = 10_000;

  /** Two whole milliseconds are lost to rounding. */
  private static final long ROUNDING = 3;

  private final ManualScheduler rounds = new ManualScheduler();
  private final List<String> others = new ArrayList<>();
  private final Map<String, Long> errors = new HashMap<>();
  private final List<CompletableFuture<Long>> unanswered = new ArrayList<>();
  private final Set<String> throwing = new HashSet<>();
  private boolean slow;
  private long timeMillis = 1_000_000;
  private long ownError;

  private final PeerClocks clocks =
      new PeerClocks(
          () -> others,
          this::ask,
          () -> Instant.ofEpochMilli(timeMillis + ownError),
          () -> TimeUnit.MILLISECONDS.toNanos(timeMillis),
          rounds);

  private CompletionStage<Long> ask(String node) {
    if (throwing.contains(node)) {
      throw new IllegalStateException("planted");
    }
    CompletableFuture<Long> answer = new CompletableFuture<>();
    if (slow) {
      unanswered.add(answer);
    } else {
      answer.complete(timeMillis + errors.getOrDefault(node, 0L));
    }
    return answer;
  }

  private void other(String node, long error) {
    others.add(node);
    errors.put(node, error);
  }

  private void assertSkew(long expected) {
    long skew = clocks.compared().aheadMillis();
    assertTrue(Math.abs(skew - expected) <= ROUNDING, () -> skew + " instead of " + expected);
  }

  @ParameterizedTest
  @CsvSource({
    // own error, others' errors, how far this node is off
    "0,      0 0,          0",
    "10000,  0 0,          10000",
    "-10000, 0 0,          -10000",
    "0,      10000 0,      0",
    "10000,  10000 0,      0",
    "0,      10000 -10000, 10000",
    "0,      10000,        -10000",
    "10000,  0,            10000",
    "0,      0 9000 9000,  -9000",
    "0,      0 0 9000 9000,0",
  })
  void aNodeIsOffWhenMostAreFurtherFromIt(long own, String others, long off) {
    ownError = own;
    String[] each = others.split(" ", -1);
    for (int i = 0; i < each.length; i++) {
      other("o" + i, Long.parseLong(each[i]));
    }
    rounds.tick();
    assertSkew(off);
  }

  @Test
  void aNodeThatHasHeardNobodyIsRight() {
    other("n2", TEN_SECONDS);
    assertSkew(0);
  }

  @Test
  void aJumpOfTheNodesOwnClockShowsAtOnceAndWithoutTheOthers() {
    other("n2", 0);
    other("n3", 0);
    rounds.tick();
    timeMillis += 60_000;
    assertSkew(0);
    ownError = -TEN_SECONDS;
    assertSkew(-TEN_SECONDS);
    ownError = 0;
    assertSkew(0);
  }

  @Test
  void aJumpOfTheOthersShowsWithTheirNextAnswers() {
    other("n2", 0);
    other("n3", 0);
    rounds.tick();
    errors.replaceAll((node, error) -> TEN_SECONDS);
    assertSkew(0);
    rounds.tick();
    assertSkew(-TEN_SECONDS);
  }

  @Test
  void aSlowAnswerAccusesNobody() {
    slow = true;
    other("n2", 0);
    rounds.tick();
    long readAt = timeMillis;
    timeMillis += 8_000;
    unanswered.get(0).complete(readAt);
    assertSkew(0);
    rounds.tick();
    timeMillis += 8_000;
    unanswered.get(1).complete(timeMillis);
    assertSkew(0);
    ownError = TEN_SECONDS;
    assertSkew(TEN_SECONDS - 8_000);
  }

  @Test
  void anAnswerThatWasOvertakenByALaterOneIsNotKept() {
    slow = true;
    other("n2", 0);
    rounds.tick();
    timeMillis += 500;
    rounds.tick();
    unanswered.get(1).complete(timeMillis);
    timeMillis += 8_000;
    unanswered.get(0).complete(timeMillis - TEN_SECONDS - 8_000);
    assertSkew(0);
    assertEquals(8_000, clocks.compared().readAgoMillis());
  }

  @Test
  void aNodeThatCannotBeAskedKeepsNoOtherFromBeingAsked() {
    other("n2", TEN_SECONDS);
    other("n3", TEN_SECONDS);
    throwing.add("n2");
    rounds.tick();
    throwing.clear();
    assertSkew(-TEN_SECONDS);
    errors.replaceAll((node, error) -> 0L);
    rounds.tick();
    assertSkew(0);
  }

  @Test
  void itSaysHowOldTheNewestReadingIs() {
    assertEquals(0, clocks.compared().readAgoMillis());
    other("n2", 0);
    rounds.tick();
    timeMillis += 400;
    other("n3", 0);
    throwing.add("n2");
    rounds.tick();
    timeMillis += 60_000;
    assertEquals(60_000, clocks.compared().readAgoMillis());
  }

  @Test
  void whoLeavesTheClusterCountsNoMore() {
    other("n2", TEN_SECONDS);
    rounds.tick();
    assertSkew(-TEN_SECONDS);
    others.clear();
    assertSkew(0);
  }

  @Test
  void itIsSettledWhenAllWereHeardOrHaveHadTheirTime() {
    assertTrue(clocks.isSettled());
    slow = true;
    other("n2", 0);
    rounds.tick();
    assertFalse(clocks.isSettled());
    timeMillis += 2_999;
    assertFalse(clocks.isSettled());
    unanswered.get(0).complete(timeMillis);
    assertTrue(clocks.isSettled());
    other("n3", 0);
    assertFalse(clocks.isSettled());
    timeMillis += 1;
    assertTrue(clocks.isSettled());
  }
}
