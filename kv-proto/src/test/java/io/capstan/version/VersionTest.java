package io.capstan.version;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void theBytesAreFixedForEver() {
    assertEquals(
        "01" + "0000000000000102" + "00000003", HEX.formatHex(new LogVersion(258, 3).toBytes()));
    assertEquals(
        "02" + "0000000000050007" + "ffffffffffffffff" + "0000000000000001" + "0000000000000009",
        HEX.formatHex(new Stamp(new HybridTime(0x50007), -1, 1, 9).toBytes()));
  }

  @Test
  void aVersionSurvivesItsBytes() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Version log = randomLogVersion(random);
      Version stamp = randomStamp(random);
      assertEquals(log, Version.parse(log.toBytes()));
      assertEquals(stamp, Version.parse(stamp.toBytes()));
    }
  }

  @Test
  void theBytesAreInTheVersionsOrder() {
    Random random = new Random(2);
    for (int i = 0; i < 1000; i++) {
      Stamp a = randomStamp(random);
      Stamp b = randomStamp(random);
      assertEquals(
          Integer.signum(a.compareTo(b)),
          Integer.signum(Arrays.compareUnsigned(a.toBytes(), b.toBytes())));
      LogVersion c = randomLogVersion(random);
      LogVersion d = randomLogVersion(random);
      assertEquals(
          Integer.signum(c.compareTo(d)),
          Integer.signum(Arrays.compareUnsigned(c.toBytes(), d.toBytes())));
    }
  }

  @Test
  void bytesThatAreNoVersionAreRefused() {
    byte[] log = new LogVersion(1, 2).toBytes();
    byte[] stamp = new Stamp(HybridTime.ZERO, 1, 2, 3).toBytes();
    for (byte[] whole : new byte[][] {log, stamp}) {
      for (int length = 0; length < whole.length; length++) {
        refused(Arrays.copyOf(whole, length));
      }
      refused(Arrays.copyOf(whole, whole.length + 1));
      byte[] otherKind = whole.clone();
      otherKind[0] = 3;
      refused(otherKind);
      byte[] negative = whole.clone();
      negative[1] = (byte) 0x80;
      refused(negative);
    }
  }

  @Test
  void stampsOfOneTimeAreOrderedByTheirWriterThenSequence() {
    HybridTime time = HybridTime.ofMillis(5);
    Stamp[] ascending = {
      new Stamp(HybridTime.ZERO, -1, -1, 9),
      new Stamp(time, 0, 1, 9),
      new Stamp(time, 0, -1, 9),
      new Stamp(time, 1, 0, 9),
      new Stamp(time, -1, 0, 0),
      new Stamp(time, -1, 0, 1)
    };
    Stamp[] sorted = ascending.clone();
    Arrays.sort(sorted);
    assertArrayEquals(ascending, sorted);
  }

  private static void refused(byte[] bytes) {
    assertThrows(IllegalArgumentException.class, () -> Version.parse(bytes), HEX.formatHex(bytes));
  }

  private static LogVersion randomLogVersion(Random random) {
    return new LogVersion(random.nextInt(3), random.nextInt(3));
  }

  private static Stamp randomStamp(Random random) {
    return new Stamp(
        new HybridTime(random.nextInt(3)),
        random.nextInt(3) - 1,
        random.nextInt(3) - 1,
        random.nextInt(3));
  }
}
