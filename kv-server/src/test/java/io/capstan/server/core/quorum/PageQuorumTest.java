package io.capstan.server.core.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.core.quorum.PageEffect.Answer;
import io.capstan.server.core.quorum.PageEffect.Ask;
import io.capstan.server.core.quorum.PageEffect.Refused;
import io.capstan.server.core.quorum.PageQuorum.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageQuorumTest {
  private static final List<String> THREE = List.of("a", "b", "c");

  private static Need need(int count) {
    return new Need(THREE, count);
  }

  private static PageQuorum page(int count) {
    return new PageQuorum(List.of(need(count)));
  }

  @Test
  void asManyAreAskedAsAreNeededAndTheirPagesAreTheAnswer() {
    PageQuorum page = page(2);
    assertEquals(List.of(new Ask("a"), new Ask("b")), page.begin());
    assertEquals(List.of(), page.answered("b"));
    assertFalse(page.isOver());
    assertEquals(List.of(new Answer(Set.of("a", "b"))), page.answered("a"));
    assertTrue(page.isOver());
  }

  @Test
  void insteadOfOneThatIsLostAnotherIsAsked() {
    PageQuorum page = page(2);
    page.begin();
    assertEquals(List.of(new Ask("c")), page.lost("a"));
    page.answered("b");
    assertEquals(List.of(new Answer(Set.of("b", "c"))), page.answered("c"));
  }

  @Test
  void aSlowOneIsHedgedByOneMoreOnceAndItsLateAnswerIsNoNews() {
    PageQuorum page = page(1);
    page.begin();
    assertEquals(List.of(new Ask("b")), page.hedge());
    assertEquals(List.of(), page.hedge());
    assertEquals(List.of(new Answer(Set.of("b"))), page.answered("b"));
    assertEquals(List.of(), page.answered("a"));
    assertEquals(List.of(), page.expired());
  }

  @Test
  void withTooFewLeftThePageIsRefusedWithoutWaitingForTheRest() {
    PageQuorum page = page(3);
    page.begin();
    assertEquals(List.of(new Refused(need(3), Set.of("c"))), page.lost("c"));
    assertEquals(List.of(), page.answered("a"));
  }

  @Test
  void timeThatIsUpRefusesAndNamesThoseThatWereAsked() {
    PageQuorum page = page(2);
    page.begin();
    page.answered("a");
    assertEquals(List.of(new Refused(need(2), Set.of("b"))), page.expired());
  }

  @Test
  void slicesOfDifferentReplicasAreEachServedByTheirOwn() {
    Need left = new Need(List.of("a", "b", "c"), 2);
    Need right = new Need(List.of("a", "c", "d"), 2);
    PageQuorum page = new PageQuorum(List.of(left, right, left));
    assertEquals(List.of(new Ask("a"), new Ask("b"), new Ask("c")), page.begin());
    assertEquals(List.of(), page.answered("a"));
    assertEquals(List.of(), page.answered("b"));
    assertEquals(List.of(new Ask("d")), page.lost("c"));
    assertEquals(List.of(new Answer(Set.of("a", "b", "d"))), page.answered("d"));
  }

  @Test
  void moreThanAllOrFewerThanOneCannotBeNeeded() {
    assertThrows(IllegalArgumentException.class, () -> need(4));
    assertThrows(IllegalArgumentException.class, () -> need(0));
  }

  /** Every course of answers, losses and hedges over two slices that share two replicas. */
  @Test
  void inEveryCourseThereIsOneEndAndAnAnswerRestsOnEnoughOfEachSlice() {
    for (int count = 1; count <= 3; count++) {
      explore(List.of(need(count), new Need(List.of("a", "c", "d"), count)), new ArrayList<>());
    }
  }

  private static void explore(List<Need> needs, List<String> course) {
    check(needs, course);
    if (course.size() == 5) {
      return;
    }
    for (String step : List.of("+a", "+b", "+c", "+d", "-a", "-b", "-c", "-d", "hedge")) {
      List<String> longer = new ArrayList<>(course);
      longer.add(step);
      explore(needs, longer);
    }
  }

  private static void check(List<Need> needs, List<String> course) {
    PageQuorum page = new PageQuorum(needs);
    List<PageEffect> effects = new ArrayList<>(page.begin());
    for (String step : course) {
      effects.addAll(
          switch (step.charAt(0)) {
            case '+' -> page.answered(step.substring(1));
            case '-' -> page.lost(step.substring(1));
            default -> page.hedge();
          });
    }
    effects.addAll(page.expired());
    long ends = effects.stream().filter(e -> !(e instanceof Ask)).count();
    assertEquals(1, ends, () -> needs + " " + course + effects);
    assertEquals(effects.size(), effects.stream().distinct().count(), course::toString);
    if (effects.get(effects.size() - 1) instanceof Answer answer) {
      for (Need need : needs) {
        long have = need.replicas().stream().filter(answer.nodes()::contains).count();
        assertTrue(have >= need.count(), () -> needs + " " + course + effects);
        assertTrue(course.containsAll(answer.nodes().stream().map(node -> "+" + node).toList()));
      }
    }
  }
}
