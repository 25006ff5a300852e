package io.capstan.server.core.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.LastWriteWins.Fate;
import io.capstan.version.HybridTime;
import io.capstan.version.LogVersion;
import io.capstan.version.Stamp;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LastWriteWinsTest {
  private static final int ROUNDS = 2000;

  static Row row(long time, long writer, String value) {
    Stamp stamp = new Stamp(new HybridTime(time), 0, writer, 0);
    return Row.of(stamp, ByteString.copyFromUtf8(value));
  }

  @Test
  void theFirstRowIsStored() {
    var merged = LastWriteWins.merge(null, row(1, 1, "a"));
    assertEquals(Fate.STORED, merged.fate());
    assertEquals(row(1, 1, "a"), merged.row());
  }

  @Test
  void theLaterStampHoldsWhicheverArrivesFirst() {
    Row early = row(1, 9, "early");
    Row late = row(2, 1, "late");
    assertEquals(late, LastWriteWins.merge(early, late).row());
    assertEquals(Fate.STORED, LastWriteWins.merge(early, late).fate());
    assertEquals(late, LastWriteWins.merge(late, early).row());
    assertEquals(Fate.SUPERSEDED, LastWriteWins.merge(late, early).fate());
  }

  @Test
  void aTombstoneHoldsAgainstAnEarlierValueAndGivesWayToALaterOne() {
    Row deleted = Row.tombstone(new Stamp(new HybridTime(5), 0, 0, 0));
    assertEquals(deleted, LastWriteWins.merge(deleted, row(4, 0, "old")).row());
    assertEquals(row(6, 0, "new"), LastWriteWins.merge(deleted, row(6, 0, "new")).row());
  }

  @Test
  void theSameRowAgainIsKnown() {
    assertEquals(Fate.KNOWN, LastWriteWins.merge(row(1, 1, "a"), row(1, 1, "a")).fate());
  }

  @Test
  void twoRowsUnderOneStampAreAConflictThatEveryReplicaSettlesAlike() {
    var here = LastWriteWins.merge(row(1, 1, "a"), row(1, 1, "b"));
    var there = LastWriteWins.merge(row(1, 1, "b"), row(1, 1, "a"));
    assertEquals(Fate.CONFLICT, here.fate());
    assertEquals(Fate.CONFLICT, there.fate());
    assertEquals(here.row(), there.row());
  }

  @Test
  void anyOrderAndNumberOfArrivalsLeadsToOneRow() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int round = 0; round < ROUNDS; round++) {
      List<Row> rows =
          IntStream.range(0, 4)
              .mapToObj(i -> row(random.nextInt(3), random.nextInt(2), "v" + random.nextInt(3)))
              .toList();
      assertEquals(mergeInOrder(rows, random), mergeInOrder(rows, random), rows::toString);
    }
  }

  private static Row mergeInOrder(List<Row> rows, RandomGenerator random) {
    Row present = null;
    for (int i = 0; i < 3 * rows.size(); i++) {
      Row arriving = rows.get(i < rows.size() ? i : random.nextInt(rows.size()));
      present = LastWriteWins.merge(present, arriving).row();
    }
    Row last = present;
    for (int i = rows.size() - 1; i >= 0; i--) {
      last = LastWriteWins.merge(last, rows.get(i)).row();
    }
    return last == null ? rows.get(0) : last;
  }

  @Test
  void anAbsentRowGivesWay() {
    assertNull(LastWriteWins.later(null, null));
    assertEquals(row(1, 1, "a"), LastWriteWins.later(null, row(1, 1, "a")));
    assertEquals(row(1, 1, "a"), LastWriteWins.later(row(1, 1, "a"), null));
  }

  @Test
  void aRowOfAStrongKeyspaceHasNoStamp() {
    Row strong = Row.of(new LogVersion(1, 0), ByteString.EMPTY);
    assertThrows(IllegalArgumentException.class, () -> LastWriteWins.stamp(strong));
  }
}
