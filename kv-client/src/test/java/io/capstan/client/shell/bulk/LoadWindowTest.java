package io.capstan.client.shell.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.client.shell.bulk.LoadProgress.Fate;
import io.capstan.client.shell.bulk.LoadWindow.Slot;
import io.capstan.client.shell.bulk.LoadedLine.Rejected;
import io.capstan.client.shell.bulk.LoadedLine.RowToPut;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LoadWindowTest {
  private static final int RECORDS = 200;
  private static final List<Fate> FATES = List.of(Fate.values());

  /** Against the obvious way: look at all records from the first on. */
  @ParameterizedTest
  @MethodSource("io.capstan.client.shell.bulk.RecordReaderTest#seeds")
  void theProgressEndsBeforeTheFirstRecordThatIsNotDoneWith(long seed) {
    var random = new Random(seed);
    var window = new LoadWindow(LoadProgress.beginningAt(Position.START));
    var done = new boolean[RECORDS];
    var fates = new Fate[RECORDS];
    Map<Integer, Slot> open = new HashMap<>();
    for (int i = 0; i < RECORDS; i++) {
      fates[i] = random.nextInt(4) == 0 ? Fate.REJECTED : Fate.KEPT;
      var next = new Position(10 * i + 10, i + 2);
      if (fates[i] == Fate.REJECTED) {
        window.addRejected(new Rejected(i + 1, next, "because"));
        done[i] = true;
      } else {
        open.put(i, window.add(new RowToPut(i + 1, next, new byte[1], new byte[1])));
      }
      assertEquals(expected(done, fates), window.progress(), () -> "seed " + seed);
    }
    List<Integer> order = new ArrayList<>(open.keySet());
    Collections.shuffle(order, random);
    for (int i : order) {
      fates[i] = FATES.get(random.nextInt(FATES.size()));
      done[i] = true;
      window.settle(Objects.requireNonNull(open.get(i)), fates[i]);
      assertEquals(expected(done, fates), window.progress(), () -> "seed " + seed);
    }
    assertEquals(0, window.size());
  }

  private static LoadProgress expected(boolean[] done, Fate[] fates) {
    int first = 0;
    int bad = 0;
    int superseded = 0;
    while (first < RECORDS && done[first]) {
      bad += fates[first] == Fate.REJECTED ? 1 : 0;
      superseded += fates[first] == Fate.SUPERSEDED ? 1 : 0;
      first++;
    }
    return new LoadProgress(new Position(10L * first, first + 1), first - bad, superseded, bad);
  }
}
