package io.capstan.client;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Where a scan goes on, as an opaque text that may be kept and given to another process: the
 * continuation token of a page.
 *
 * <p>It belongs to a range, not to a moment: a scan that goes on from it sees the rows as they are
 * then.
 *
 * <pre>
 * format    1 byte    1
 * range     4 bytes   CRC-32C of the range's prefix and end, each with its length in front
 * key       the rest  the first key that is wanted yet
 * checksum  4 bytes   CRC-32C of all before
 * </pre>
 *
 * @param range what tells the range that it was made for from others
 * @param key the first key that is wanted yet, in unsigned byte order
 */
public record ScanPosition(int range, ByteString key) {
  private static final byte FORMAT = 1;
  private static final int BYTES_MIN = 1 + Integer.BYTES + Integer.BYTES;

  /** Right behind a row of a range. */
  static ScanPosition behind(ScanRange range, byte[] lastKey) {
    byte[] next = new byte[lastKey.length + 1];
    System.arraycopy(lastKey, 0, next, 0, lastKey.length);
    return new ScanPosition(fingerprint(range), ByteString.copyFrom(next));
  }

  /** Whether it was made by a scan of this range: the same prefix and the same end. */
  boolean isOf(ScanRange other) {
    return range == fingerprint(other);
  }

  private static int fingerprint(ScanRange range) {
    CRC32C crc = new CRC32C();
    for (ByteString part : new ByteString[] {range.prefix(), range.end()}) {
      crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.size()));
      crc.update(part.asReadOnlyByteBuffer());
    }
    return (int) crc.getValue();
  }

  /** The text that {@link #parse} takes: letters, digits, - and _. */
  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES_MIN + key.size());
    bytes.put(FORMAT).putInt(range).put(key.asReadOnlyByteBuffer());
    bytes.putInt(checksum(bytes.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads what {@link #toString} gave.
   *
   * @throws CapstanException TOKEN_MALFORMED for any other text
   */
  public static ScanPosition parse(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
    if (bytes.length < BYTES_MIN
        || bytes[0] != FORMAT
        || ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES) != checksum(bytes)) {
      throw malformed();
    }
    int range = ByteBuffer.wrap(bytes).getInt(1);
    return new ScanPosition(
        range, ByteString.copyFrom(bytes, 1 + Integer.BYTES, bytes.length - BYTES_MIN));
  }

  /** Of all bytes but the last four. */
  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    return (int) crc.getValue();
  }

  private static CapstanException malformed() {
    return CapstanException.of(
        Failure.TOKEN_MALFORMED,
        "this is no position of a scan, or a damaged one; take the whole text that a scan gave");
  }
}
