package io.capstan.session;

import static io.capstan.session.SessionTokens.stamp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class TokenCodecTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final SessionToken SMALL =
      SessionToken.empty(0x0102030405060708L)
          .withStrong(3, 300)
          .withStrong(2, 5)
          .withStamp(9, 10, new Stamp(new HybridTime(0x1234), 1, 2, 3));

  @Test
  void theBytesAreFixedForEver() {
    assertEquals(
        "0100" + "0000000000000000" + "00" + "00" + "1a11616d",
        HEX.formatHex(SessionToken.empty(0).toBytes()));
    assertEquals(
        "0100"
            + "0102030405060708"
            + "02"
            + "01"
            + ("0000000000000002" + "05")
            + ("0000000000000003" + "ac02")
            + ("00000009" + "000000000000000a")
            + ("0000000000001234" + "0000000000000001" + "0000000000000002" + "0000000000000003")
            + "877a9341",
        HEX.formatHex(SMALL.toBytes()));
  }

  @Test
  void theBytesOfATokenThatHasForgottenFloorsAreFixedForEver() {
    SessionToken token =
        new SessionToken(
            1,
            BoundedFloors.of(SessionToken.GROUPS_MAX, new TreeMap<>(Map.of(2L, 600L)), 300L),
            BoundedFloors.of(
                SessionToken.KEYS_MAX,
                new TreeMap<>(Map.of(new KeyId(9, 10), new Stamp(new HybridTime(8), 1, 2, 3))),
                new Stamp(new HybridTime(7), 4, 5, 6)));
    assertEquals(
        "0103"
            + "0000000000000001"
            + "01"
            + "01"
            + ("0000000000000002" + "d804")
            + ("00000009" + "000000000000000a")
            + ("0000000000000008" + "0000000000000001" + "0000000000000002" + "0000000000000003")
            + "ac02"
            + ("0000000000000007" + "0000000000000004" + "0000000000000005" + "0000000000000006")
            + "87341813",
        HEX.formatHex(token.toBytes()));
    assertEquals(token, SessionToken.parse(token.toBytes()));
  }

  @Test
  void aTokenSurvivesItsBytes() {
    for (long seed = 0; seed < 200; seed++) {
      SessionToken token = SessionTokens.random(new Random(seed));
      SessionToken read = SessionToken.parse(token.toBytes());
      assertEquals(token, read, "seed " + seed);
      assertArrayEquals(token.toBytes(), read.toBytes(), "seed " + seed);
    }
  }

  @Test
  void theLargestTokenHasTheStatedSize() {
    SessionToken token = SessionToken.empty(-1);
    long top = Long.MAX_VALUE - 1000;
    for (int i = 0; i < 200; i++) {
      token = token.withStrong(i, top + i).withStamp(i, i, stamp(top + i));
    }
    assertEquals(TokenCodec.BYTES_MAX, token.toBytes().length);
    assertEquals(6778, TokenCodec.BYTES_MAX);
    assertEquals(token, SessionToken.parse(token.toBytes()));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = SMALL.toBytes();
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length));
    }
    refused(Arrays.copyOf(whole, whole.length + 1));
    refused(new byte[TokenCodec.BYTES_MAX + 1]);
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] whole = SMALL.toBytes();
    for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      refused(flipped);
    }
  }

  @Test
  void wrongFieldsUnderARightChecksumAreRefused() {
    String empty = "0000000000000000" + "00" + "00";
    assertTrue(SessionToken.parse(sealed("0100" + empty)).isEmpty());
    refused(sealed("0200" + empty));
    refused(sealed("0104" + empty));
    refused(sealed("0100" + empty + "00"));
    refused(sealed("0100" + "0000000000000000" + "41" + "00"));
    refused(sealed("0100" + "0000000000000000" + "ffffffffffffffffff" + "00"));
    String group = "0000000000000002" + "05";
    refused(sealed("0100" + "0000000000000000" + "02" + "00" + group + group));
    // A listed index at or below the one dropped.
    refused(sealed("0101" + "0000000000000000" + "01" + "00" + group + "05"));
    String negativeTime = "8000000000000000" + "00".repeat(24);
    refused(sealed("0102" + "0000000000000000" + "00" + "00" + negativeTime));
  }

  private static byte[] sealed(String hex) {
    byte[] fields = HEX.parseHex(hex);
    CRC32C crc = new CRC32C();
    crc.update(fields);
    return ByteBuffer.allocate(fields.length + 4).put(fields).putInt((int) crc.getValue()).array();
  }

  private static void refused(byte[] bytes) {
    CapstanException thrown =
        assertThrows(CapstanException.class, () -> SessionToken.parse(bytes), HEX.formatHex(bytes));
    assertEquals(Failure.TOKEN_MALFORMED, thrown.failure());
  }
}
