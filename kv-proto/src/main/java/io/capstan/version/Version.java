package io.capstan.version;

import java.nio.ByteBuffer;

/**
 * What orders the writes of one key.
 *
 * <p>As bytes: one byte for the kind (1 {@link LogVersion}, 2 {@link Stamp}), then the fields
 * big-endian. Within a kind, unsigned byte order is the versions' order. Users compare versions for
 * equality only.
 */
public sealed interface Version permits LogVersion, Stamp {
  /** The encoding that {@link #parse} reads. */
  byte[] toBytes();

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException when the bytes are not exactly one version
   */
  static Version parse(byte[] bytes) {
    if (bytes.length == LogVersion.BYTES && bytes[0] == LogVersion.KIND) {
      return LogVersion.read(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
    }
    if (bytes.length == 1 + Stamp.BYTES && bytes[0] == Stamp.KIND) {
      return Stamp.read(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
    }
    String kind = bytes.length == 0 ? "no kind" : "kind " + bytes[0];
    throw new IllegalArgumentException(
        "not a version: " + bytes.length + " bytes of " + kind + "; send one back unchanged");
  }
}
