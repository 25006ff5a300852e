package io.capstan.server.core;

import com.google.protobuf.InvalidProtocolBufferException;
import io.capstan.log.v1.ShardEntry;
import java.nio.ByteBuffer;

/**
 * The bytes of one entry in a shard's log: a format byte, 1 now, then the {@link ShardEntry}.
 *
 * <p>No checksum: the log has its own.
 */
public final class EntryCodec {
  /** The only format so far. */
  public static final int FORMAT = 1;

  private EntryCodec() {}

  /** A buffer that nobody else holds, ready to be read. */
  public static ByteBuffer encode(ShardEntry entry) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + entry.getSerializedSize());
    bytes.put((byte) FORMAT).put(entry.toByteArray());
    return bytes.flip();
  }

  /**
   * Reads an entry; nothing of the result refers to the buffer, and its position stays.
   *
   * @throws UnknownCommandException when the bytes are not an entry of a known format
   */
  public static ShardEntry decode(ByteBuffer bytes) {
    ByteBuffer rest = bytes.duplicate();
    if (!rest.hasRemaining()) {
      throw new UnknownCommandException("an empty entry");
    }
    int format = Byte.toUnsignedInt(rest.get());
    if (format != FORMAT) {
      throw new UnknownCommandException("an entry of format " + format + ", known is " + FORMAT);
    }
    try {
      return ShardEntry.parseFrom(rest);
    } catch (InvalidProtocolBufferException e) {
      throw new UnknownCommandException("an entry that is not a ShardEntry message", e);
    }
  }
}
