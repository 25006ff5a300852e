package io.capstan.server.storage;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.version.Version;
import java.nio.ByteBuffer;

/**
 * The bytes of a {@link Row}, as they are on disk for ever; the body of a {@link SealedValue}:
 *
 * <pre>
 *   flags (1 byte)  expiry (8, big endian)  length of version (1)  version  payload
 * </pre>
 */
public final class RowCodec {
  private static final int FIXED_BYTES = 1 + 8 + 1;
  private static final int VERSION_BYTES_MAX = 0xFF;

  private RowCodec() {}

  public static byte[] encode(byte[] key, Row row) {
    byte[] version = row.version().toBytes();
    if (version.length > VERSION_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a version of " + version.length + " bytes, limit " + VERSION_BYTES_MAX);
    }
    return SealedValue.seal(
        key,
        FIXED_BYTES + version.length + row.payload().size(),
        body ->
            body.put((byte) row.flags())
                .putLong(row.expiryMillis())
                .put((byte) version.length)
                .put(version)
                .put(row.payload().asReadOnlyByteBuffer()));
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @throws CorruptRowException when the value is not one that was encoded for this key
   */
  public static Row decode(byte[] key, byte[] value) {
    ByteBuffer body = SealedValue.open(key, value);
    if (body.remaining() < FIXED_BYTES) {
      throw new CorruptRowException(
          key, "a row of at least " + FIXED_BYTES + " bytes", body.remaining() + " bytes");
    }
    int flags = Byte.toUnsignedInt(body.get());
    long expiryMillis = body.getLong();
    byte[] version = new byte[Byte.toUnsignedInt(body.get())];
    if (body.remaining() < version.length) {
      throw new CorruptRowException(
          key, "a version of " + version.length + " bytes", body.remaining() + " bytes");
    }
    body.get(version);
    try {
      return new Row(flags, expiryMillis, Version.parse(version), ByteString.copyFrom(body));
    } catch (IllegalArgumentException e) {
      throw new CorruptRowException(key, "a row", e);
    }
  }
}
