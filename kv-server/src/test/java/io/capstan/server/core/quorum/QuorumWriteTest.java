package io.capstan.server.core.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.core.quorum.WriteEffect.Done;
import io.capstan.server.core.quorum.WriteEffect.Hint;
import io.capstan.server.core.quorum.WriteEffect.Refused;
import io.capstan.server.core.quorum.WriteEffect.Send;
import io.capstan.server.core.quorum.WriteEffect.Unknown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuorumWriteTest {
  private static final List<String> THREE = List.of("a", "b", "c");

  @Test
  void aWriteGoesToEveryReplicaAndIsAnsweredByTheSecond() {
    QuorumWrite write = new QuorumWrite(THREE, 2);
    assertEquals(List.of(new Send("a"), new Send("b"), new Send("c")), write.begin(THREE));
    assertEquals(List.of(), write.stored("b", false, true));
    assertEquals(List.of(new Done(Set.of("b", "a"), false, true)), write.stored("a", false, false));
    assertEquals(List.of(), write.stored("c", true, false));
    assertTrue(write.isOver());
  }

  @Test
  void whoCannotBeReachedGetsAHintAndTheOthersAreAsked() {
    QuorumWrite write = new QuorumWrite(THREE, 2);
    assertEquals(
        List.of(new Send("a"), new Hint("b"), new Send("c")), write.begin(Set.of("a", "c")));
  }

  @Test
  void withTooFewInReachNothingIsSentAndTheWriteIsRefused() {
    QuorumWrite write = new QuorumWrite(THREE, 2);
    assertEquals(List.of(new Refused(Set.of("a"))), write.begin(Set.of("a", "elsewhere")));
    assertTrue(write.isOver());
  }

  @Test
  void onceSentAWriteThatTooFewStoreIsUnknownAndNeverRefused() {
    QuorumWrite write = new QuorumWrite(THREE, 2);
    write.begin(THREE);
    write.stored("a", false, false);
    assertEquals(List.of(new Hint("b")), write.lost("b"));
    assertEquals(List.of(new Hint("c"), new Unknown(Set.of("a"))), write.lost("c"));
  }

  @Test
  void timeThatIsUpGivesHintsToThoseStillWaitedFor() {
    QuorumWrite write = new QuorumWrite(THREE, 3);
    write.begin(THREE);
    write.stored("c", false, false);
    assertEquals(List.of(new Hint("a"), new Hint("b"), new Unknown(Set.of("c"))), write.expired());
    assertEquals(List.of(), write.stored("a", false, false));
  }

  @Test
  void aLaterWriteOnOneReplicaIsToldOfIfItAnswersInTime() {
    QuorumWrite write = new QuorumWrite(THREE, 2);
    write.begin(THREE);
    write.stored("a", true, false);
    assertEquals(List.of(new Done(Set.of("a", "b"), true, false)), write.stored("b", false, false));
  }

  @Test
  void moreThanAllOrFewerThanOneCannotBeNeeded() {
    assertThrows(IllegalArgumentException.class, () -> new QuorumWrite(THREE, 4));
    assertThrows(IllegalArgumentException.class, () -> new QuorumWrite(THREE, 0));
  }

  /** Every course of up to seven events, repeated and late ones too. */
  @Test
  void inEveryCourseThereIsOneAnswerAndEachReplicaStoredOrHasAHint() {
    List<String> events =
        List.of("stored a", "stored b", "stored c", "lost a", "lost b", "lost c", "expired");
    for (int needed = 1; needed <= 3; needed++) {
      for (int reachable = 0; reachable < 8; reachable++) {
        explore(needed, reachable, events, new ArrayList<>());
      }
    }
  }

  private static void explore(int needed, int reachable, List<String> left, List<String> course) {
    check(needed, reachable, course);
    if (course.size() == 4) {
      return;
    }
    for (String event : left) {
      List<String> longer = new ArrayList<>(course);
      longer.add(event);
      explore(needed, reachable, left, longer);
    }
  }

  private static void check(int needed, int reachable, List<String> course) {
    QuorumWrite write = new QuorumWrite(THREE, needed);
    Set<String> inReach = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      if ((reachable & (1 << i)) != 0) {
        inReach.add(THREE.get(i));
      }
    }
    List<WriteEffect> effects = new ArrayList<>(write.begin(inReach));
    Set<String> storedBy = new HashSet<>();
    for (String event : course) {
      String node = event.substring(event.length() - 1);
      if (event.startsWith("stored")) {
        boolean counts = inReach.contains(node) && !effects.contains(new Hint(node));
        if (counts) {
          storedBy.add(node);
        }
        effects.addAll(write.stored(node, false, false));
      } else {
        effects.addAll(event.equals("expired") ? write.expired() : write.lost(node));
      }
    }
    effects.addAll(write.expired());
    long answers =
        effects.stream()
            .filter(effect -> !(effect instanceof Send) && !(effect instanceof Hint))
            .count();
    assertEquals(1, answers, () -> needed + " " + inReach + course + effects);
    for (WriteEffect effect : effects) {
      if (effect instanceof Done done) {
        assertTrue(done.stored().size() >= needed && storedBy.containsAll(done.stored()));
      } else if (effect instanceof Refused) {
        assertEquals(1, effects.size(), () -> "sent or hinted, then refused: " + effects);
        return;
      }
    }
    for (String node : THREE) {
      long hints = effects.stream().filter(new Hint(node)::equals).count();
      assertEquals(storedBy.contains(node) ? 0 : 1, hints, () -> node + course + effects);
    }
  }
}
