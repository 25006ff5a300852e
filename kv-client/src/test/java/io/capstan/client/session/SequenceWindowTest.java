package io.capstan.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The window against a slow, obvious version of it. */
final class SequenceWindowTest {
  @Test
  void theWindowIsFullWhenTheNextWouldRunAheadByItsSize() {
    SequenceWindow window = new SequenceWindow(3);
    assertEquals(1, window.take());
    assertEquals(2, window.take());
    assertEquals(3, window.take());
    assertEquals(0, window.take());
    window.release(2);
    assertEquals(0, window.take(), "the first is outstanding");
    window.release(1);
    assertEquals(3, window.firstIncomplete());
    assertEquals(4, window.take());
  }

  @Test
  void firstIncompleteIsTheLeastOutstandingSequence() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      SequenceWindow window = new SequenceWindow(1 + random.nextInt(8));
      TreeSet<Long> outstanding = new TreeSet<>();
      long taken = 0;
      for (int step = 0; step < 200; step++) {
        long next = random.nextBoolean() ? window.take() : 0;
        if (next != 0) {
          outstanding.add(next);
          taken = next;
        } else if (!outstanding.isEmpty()) {
          List<Long> choices = new ArrayList<>(outstanding);
          Long released = choices.get(random.nextInt(choices.size()));
          outstanding.remove(released);
          window.release(released);
        }
        long expected = outstanding.isEmpty() ? taken + 1 : outstanding.first();
        assertEquals(expected, window.firstIncomplete(), "seed " + seed + " step " + step);
      }
    }
  }
}
