package io.capstan.server.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.AppliedRecord;
import io.capstan.log.v1.SessionRecord;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.Row;
import io.capstan.server.storage.RowKey.Kind;
import io.capstan.version.LogVersion;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes on disk; a change here is a new format. */
class LayoutTest {
  private static final ShardKeys KEYS = new ShardKeys(0x0203);
  private static final byte[] ROW_KEY = KEYS.row(0xA0B0C0D0, text("key")).toBytes();
  private static final Row ROW =
      new Row(0x81, 0x0102030405060708L, new LogVersion(9, 3), text("value"));
  private static final String ROW_BYTES =
      "01" + "81" + "0102030405060708" + "0d" + "01000000000000000900000003" + "76616c7565";

  @Test
  void keysHaveTheirBytes() {
    assertEquals("01a0b0c0d002036b6579", hex(ROW_KEY));
    assertEquals("020000000002030000000000000401", hex(KEYS.session(0x401).toBytes()));
    assertEquals("03000000000203", hex(KEYS.applied().toBytes()));
    assertEquals(
        "06a0b0c0d00203" + "0102030405060708" + "6b6579",
        hex(KEYS.expiry(0xA0B0C0D0, 0x0102030405060708L, text("key")).toBytes()));
    assertEquals("06a0b0c0d00203", hex(KEYS.expiries(0xA0B0C0D0).toBytes()));
    assertEquals("0400000000000061", hex(new RowKey(Kind.METADATA, 0, 0, text("a")).toBytes()));
  }

  @Test
  void aKeyComesBackFromItsBytes() {
    assertEquals(KEYS.row(0xA0B0C0D0, text("key")), RowKey.parse(ROW_KEY));
    assertEquals(0x401, ShardKeys.sessionOf(KEYS.session(0x401).toBytes()));
    RowKey note = RowKey.parse(KEYS.expiry(0xA0B0C0D0, 1L << 40, text("key")).toBytes());
    assertEquals(1L << 40, ShardKeys.expiryMillisOf(note));
    assertEquals(text("key"), ShardKeys.userKeyOf(note));
    assertThrows(IllegalArgumentException.class, () -> RowKey.parse(new byte[6]));
    assertThrows(IllegalArgumentException.class, () -> RowKey.parse(new byte[7]));
    assertThrows(IllegalArgumentException.class, () -> ShardKeys.sessionOf(ROW_KEY));
  }

  @Test
  void theEndOfAPrefixCarriesOverFullBytes() {
    RowKey last = new RowKey(Kind.ROW, -1, RowKey.SHARD_MAX, ByteString.EMPTY);

    assertEquals("02", hex(last.toBytesBehindPrefix()));
    assertEquals("01a0b0c0d00204", hex(KEYS.row(0xA0B0C0D0, text("")).toBytesBehindPrefix()));
  }

  @Test
  void aKeyOutsideItsFieldsIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ShardKeys(RowKey.SHARD_MAX + 1));
    assertThrows(IllegalArgumentException.class, () -> new ShardKeys(-1));
    assertThrows(
        IllegalArgumentException.class, () -> new RowKey(Kind.SESSION, 1, 0, ByteString.EMPTY));
  }

  @Test
  void aRowHasItsBytesAndComesBack() {
    byte[] value = RowCodec.encode(ROW_KEY, ROW);

    assertEquals(ROW_BYTES + "e49ffe0c", hex(value));
    assertEquals(ROW, RowCodec.decode(ROW_KEY, value));
  }

  @Test
  void everyTruncationOfARowIsNoticed() {
    byte[] value = RowCodec.encode(ROW_KEY, ROW);

    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThrows(CorruptRowException.class, () -> RowCodec.decode(ROW_KEY, cut));
    }
  }

  @Test
  void everyFlippedBitOfARowIsNoticed() {
    byte[] value = RowCodec.encode(ROW_KEY, ROW);

    for (int bit = 0; bit < value.length * 8; bit++) {
      byte[] flipped = value.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(CorruptRowException.class, () -> RowCodec.decode(ROW_KEY, flipped));
    }
  }

  @Test
  void aRowUnderAnotherKeyIsNoticedAndTheMessageNamesTheKey() {
    byte[] value = RowCodec.encode(ROW_KEY, ROW);
    byte[] otherKey = KEYS.row(1, text("key")).toBytes();

    CorruptRowException failure =
        assertThrows(CorruptRowException.class, () -> RowCodec.decode(otherKey, value));

    assertTrue(failure.toString().contains(hex(otherKey)), failure.toString());
  }

  @Test
  void aSoundEnvelopeAroundSomethingElseIsNoticed() {
    byte[] noRow = RecordCodec.encode(ROW_KEY, AppliedRecord.newBuilder().setTerm(1).build());
    byte[] noRecord = RowCodec.encode(ROW_KEY, ROW);

    assertThrows(CorruptRowException.class, () -> RowCodec.decode(ROW_KEY, noRow));
    assertThrows(
        CorruptRowException.class,
        () -> RecordCodec.decode(ROW_KEY, noRecord, AppliedRecord.parser()));
  }

  @Test
  void aSessionRecordHasItsBytesAndComesBack() {
    byte[] key = KEYS.session(0x401).toBytes();
    SessionRecord row =
        SessionRecord.newBuilder()
            .setFirstIncomplete(2)
            .setLastUsedMillis(1000)
            .addRemembered(
                SessionRecord.Remembered.newBuilder()
                    .setSequence(3)
                    .setOutcome(WriteOutcome.newBuilder().setApplied(true).setNumber(-1)))
            .build();

    byte[] value = RecordCodec.encode(key, row);

    assertEquals("01" + "080210e8071a08080312041801" + "3001" + "ddd1af32", hex(value));
    assertEquals(row, RecordCodec.decode(key, value, SessionRecord.parser()));
  }

  @Test
  void anAppliedRecordHasItsBytesAndComesBack() {
    byte[] key = KEYS.applied().toBytes();
    AppliedRecord row =
        AppliedRecord.newBuilder()
            .setTerm(2)
            .setIndex(300)
            .setShardTimeMillis(1000)
            .addDroppedKeyspaces(7)
            .addDroppedKeyspaces(-1)
            .build();

    byte[] value = RecordCodec.encode(key, row);

    assertEquals("01" + "080210ac0218e807220607ffffffff0f" + "ff585b48", hex(value));
    assertEquals(row, RecordCodec.decode(key, value, AppliedRecord.parser()));
  }

  @Test
  void decodingLeavesTheValueAsItIs() {
    byte[] value = RowCodec.encode(ROW_KEY, ROW);
    byte[] before = value.clone();

    RowCodec.decode(ROW_KEY, value);

    assertArrayEquals(before, value);
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
