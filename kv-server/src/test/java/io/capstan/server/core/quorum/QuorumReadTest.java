package io.capstan.server.core.quorum;

import static io.capstan.server.core.quorum.LastWriteWinsTest.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.ReadEffect.Answer;
import io.capstan.server.core.quorum.ReadEffect.Ask;
import io.capstan.server.core.quorum.ReadEffect.Refused;
import io.capstan.server.core.quorum.ReadEffect.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuorumReadTest {
  private static final List<String> THREE = List.of("a", "b", "c");
  private static final Row OLD = row(1, 0, "old");
  private static final Row NEW = row(2, 0, "new");

  private static QuorumRead read(int needed) {
    return new QuorumRead(THREE, needed, SessionFloor.NONE);
  }

  private static SessionFloor exact(Row row) {
    return new SessionFloor(Optional.of(LastWriteWins.stamp(row)), Optional.empty());
  }

  private static SessionFloor evicted(Row row) {
    return new SessionFloor(Optional.empty(), Optional.of(LastWriteWins.stamp(row)));
  }

  @Test
  void asManyAreAskedAsAreNeededAndTheNewerRowIsTheAnswer() {
    QuorumRead read = read(2);
    assertEquals(List.of(new Ask("a"), new Ask("b")), read.begin());
    assertEquals(List.of(), read.answered("b", NEW));
    assertEquals(
        List.of(new Answer(NEW, Set.of("a", "b")), new Repair("a", NEW)), read.answered("a", OLD));
  }

  @Test
  void thatThereIsNoRowNeedsAsManyAnswersAsARow() {
    QuorumRead read = read(2);
    read.begin();
    assertEquals(List.of(), read.answered("a", null));
    assertEquals(List.of(new Answer(null, Set.of("a", "b"))), read.answered("b", null));
  }

  @Test
  void insteadOfOneThatIsLostAnotherIsAsked() {
    QuorumRead read = read(2);
    read.begin();
    assertEquals(List.of(new Ask("c")), read.lost("a"));
    read.answered("b", OLD);
    assertEquals(List.of(new Answer(OLD, Set.of("b", "c"))), read.answered("c", OLD));
  }

  @Test
  void withTooFewLeftTheReadIsRefused() {
    QuorumRead read = read(2);
    read.begin();
    read.lost("a");
    assertEquals(List.of(new Refused(Set.of("a", "b"), false)), read.lost("b"));
  }

  @Test
  void aSlowOneIsHedgedAndRepairedWhenItAnswersAtLast() {
    QuorumRead read = read(1);
    assertEquals(List.of(new Ask("a")), read.begin());
    assertEquals(List.of(new Ask("b")), read.hedge());
    assertEquals(List.of(new Answer(NEW, Set.of("b"))), read.answered("b", NEW));
    assertEquals(List.of(new Repair("a", NEW)), read.answered("a", OLD));
    assertEquals(List.of(), read.answered("a", OLD));
  }

  @Test
  void aLateAnswerThatIsNewerRepairsTheOthersOnceEach() {
    QuorumRead read = read(1);
    read.begin();
    read.hedge();
    read.answered("a", OLD);
    assertEquals(List.of(new Repair("a", NEW)), read.answered("b", NEW));
  }

  @Test
  void aSessionIsAnsweredOnceItsOwnStampIsSeenAndTheRestIsAskedForIt() {
    QuorumRead read = new QuorumRead(THREE, 1, exact(NEW));
    read.begin();
    assertEquals(List.of(new Ask("b"), new Ask("c")), read.answered("a", OLD));
    assertEquals(
        List.of(new Answer(NEW, Set.of("a", "c")), new Repair("a", NEW)), read.answered("c", NEW));
  }

  @Test
  void aSessionIsRefusedWhenNobodyHasWhatItSaw() {
    QuorumRead read = new QuorumRead(THREE, 1, exact(NEW));
    read.begin();
    read.answered("a", OLD);
    read.answered("b", null);
    assertEquals(List.of(new Refused(Set.of(), true)), read.answered("c", OLD));
  }

  @Test
  void anEvictedFloorIsMetByALaterRowOrByAllReplicas() {
    QuorumRead newer = new QuorumRead(THREE, 1, evicted(OLD));
    newer.begin();
    assertEquals(List.of(new Answer(NEW, Set.of("a"))), newer.answered("a", NEW));

    QuorumRead all = new QuorumRead(THREE, 1, evicted(NEW));
    assertEquals(List.of(new Ask("a"), new Ask("b"), new Ask("c")), all.begin());
    all.answered("a", null);
    all.answered("b", null);
    assertEquals(List.of(new Answer(null, Set.of("a", "b", "c"))), all.answered("c", null));

    QuorumRead one = new QuorumRead(THREE, 1, evicted(NEW));
    one.begin();
    one.answered("a", OLD);
    one.answered("b", OLD);
    assertEquals(List.of(new Refused(Set.of("c"), true)), one.lost("c"));
  }

  @Test
  void timeThatIsUpRefusesUnlessEnoughAnswered() {
    QuorumRead read = read(2);
    read.begin();
    read.answered("a", OLD);
    assertEquals(List.of(new Refused(Set.of("b"), false)), read.expired());
    assertEquals(List.of(), read.answered("b", OLD));
  }

  @Test
  void moreThanAllOrFewerThanOneCannotBeNeeded() {
    assertThrows(IllegalArgumentException.class, () -> read(4));
    assertThrows(IllegalArgumentException.class, () -> read(0));
  }

  /** Every course of answers and losses, with each replica old, new or empty. */
  @Test
  void inEveryCourseThereIsAtMostOneAnswerAndItRestsOnEnoughAndReachesTheFloor() {
    for (SessionFloor floor : List.of(SessionFloor.NONE, exact(NEW), evicted(NEW))) {
      for (int needed = 1; needed <= 3; needed++) {
        explore(needed, floor, new ArrayList<>());
      }
    }
  }

  private static void explore(int needed, SessionFloor floor, List<String> course) {
    check(needed, floor, course);
    if (course.size() == 4) {
      return;
    }
    for (String what : List.of("old", "new", "none", "lost", "hedge")) {
      for (String node : what.equals("hedge") ? List.of("a") : THREE) {
        List<String> longer = new ArrayList<>(course);
        longer.add(what + " " + node);
        explore(needed, floor, longer);
      }
    }
  }

  private static void check(int needed, SessionFloor floor, List<String> course) {
    QuorumRead read = new QuorumRead(THREE, needed, floor);
    List<ReadEffect> effects = new ArrayList<>(read.begin());
    for (String step : course) {
      String node = step.substring(step.length() - 1);
      effects.addAll(
          switch (step.split(" ", 2)[0]) {
            case "old" -> read.answered(node, OLD);
            case "new" -> read.answered(node, NEW);
            case "none" -> read.answered(node, null);
            case "lost" -> read.lost(node);
            default -> read.hedge();
          });
    }
    effects.addAll(read.expired());
    long ends = effects.stream().filter(e -> e instanceof Answer || e instanceof Refused).count();
    assertEquals(1, ends, () -> needed + " " + floor + course + effects);
    for (ReadEffect effect : effects) {
      if (effect instanceof Answer answer) {
        assertTrue(answer.answered().size() >= needed);
        assertTrue(floor.isMetBy(answer.row(), answer.answered().size() == 3));
      }
    }
    for (String node : THREE) {
      assertTrue(effects.stream().filter(new Ask(node)::equals).count() <= 1);
    }
  }
}
