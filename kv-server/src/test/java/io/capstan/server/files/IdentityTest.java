package io.capstan.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final Identity IDENTITY = new Identity("demo", "n1", "00000000deadbeef", 1);

  @Test
  void theFileIsReadableTextThatEndsWithItsChecksum() {
    assertEquals(
        "format=1\ncluster=demo\nnode=n1\nincarnation=00000000deadbeef\nchecksum=dfa68fdb\n",
        new String(IDENTITY.toBytes(), UTF_8));
  }

  @Test
  void whatIsWrittenIsRead() {
    assertEquals(Optional.of(IDENTITY), Identity.parse(IDENTITY.toBytes()));
    Identity later = new Identity("demo", "n1", "00000000deadbeef", 2);
    assertEquals(Optional.of(later), Identity.parse(later.toBytes()));
  }

  @Test
  void everyFlippedBitAndEveryMissingEndIsNoticed() {
    byte[] bytes = IDENTITY.toBytes();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertEquals(Optional.empty(), Identity.parse(damaged), "bit " + bit);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertEquals(Optional.empty(), Identity.parse(cut), "length " + length);
    }
  }

  @Test
  void aNewIdentityHasAnIncarnationOfItsOwn() {
    RandomGenerator random = new SplittableRandom(1);
    Identity first = Identity.create("demo", "n1", random);
    Identity second = Identity.create("demo", "n1", random);
    assertNotEquals(first.incarnation(), second.incarnation());
    assertEquals("n1." + first.incarnation(), first.peerId());
  }

  @Test
  void anIncarnationIsSixteenHexadecimalDigits() {
    assertThrows(IllegalArgumentException.class, () -> new Identity("c", "n", "12", 1));
  }
}
