package io.capstan.server.storage;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The envelope of every stored value:
 *
 * <pre>
 *   format (1 byte, 1 now)  body  CRC-32C over key, format and body (4 bytes, big endian)
 * </pre>
 *
 * <p>The key is under the checksum, so that a value found under another key is noticed too.
 */
final class SealedValue {
  private static final byte FORMAT = 1;
  private static final int FORMAT_BYTES = 1;
  private static final int CHECKSUM_BYTES = 4;

  private SealedValue() {}

  /**
   * A sealed value.
   *
   * @param body writes exactly so many bytes
   */
  static byte[] seal(byte[] key, int bodyBytes, Consumer<ByteBuffer> body) {
    byte[] value = new byte[FORMAT_BYTES + bodyBytes + CHECKSUM_BYTES];
    ByteBuffer rest = ByteBuffer.wrap(value).put(FORMAT);
    body.accept(rest);
    rest.putInt(checksum(key, value, value.length - CHECKSUM_BYTES));
    return value;
  }

  /**
   * The body of a value.
   *
   * @throws CorruptRowException when it is not a value that was sealed under this key
   */
  static ByteBuffer open(byte[] key, byte[] value) {
    if (value.length < FORMAT_BYTES + CHECKSUM_BYTES) {
      throw new CorruptRowException(
          key, "at least " + (FORMAT_BYTES + CHECKSUM_BYTES) + " bytes", value.length + " bytes");
    }
    int bodyEnd = value.length - CHECKSUM_BYTES;
    int expected = ByteBuffer.wrap(value).getInt(bodyEnd);
    int found = checksum(key, value, bodyEnd);
    if (expected != found) {
      throw new CorruptRowException(key, "checksum " + hex(expected), hex(found));
    }
    if (value[0] != FORMAT) {
      throw new CorruptRowException(key, "format " + FORMAT, Byte.toString(value[0]));
    }
    return ByteBuffer.wrap(value, FORMAT_BYTES, bodyEnd - FORMAT_BYTES).slice();
  }

  private static int checksum(byte[] key, byte[] value, int end) {
    CRC32C crc = new CRC32C();
    crc.update(key, 0, key.length);
    crc.update(value, 0, end);
    return (int) crc.getValue();
  }

  private static String hex(int checksum) {
    return "%08x".formatted(checksum);
  }
}
