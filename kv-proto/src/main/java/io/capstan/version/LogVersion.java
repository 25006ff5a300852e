package io.capstan.version;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * The version of a row in a STRONG keyspace: where in the shard's Raft log it was written.
 *
 * @param index the log entry's index, not negative
 * @param position the command's place in that entry, from 0
 */
public record LogVersion(long index, int position) implements Version, Comparable<LogVersion> {
  static final byte KIND = 1;
  static final int BYTES = 1 + Long.BYTES + Integer.BYTES;

  private static final Comparator<LogVersion> ORDER =
      Comparator.comparingLong(LogVersion::index).thenComparingInt(LogVersion::position);

  public LogVersion {
    if (index < 0 || position < 0) {
      throw new IllegalArgumentException("log version " + index + "." + position + " is negative");
    }
  }

  static LogVersion read(ByteBuffer fields) {
    return new LogVersion(fields.getLong(), fields.getInt());
  }

  @Override
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).put(KIND).putLong(index).putInt(position).array();
  }

  @Override
  public int compareTo(LogVersion other) {
    return ORDER.compare(this, other);
  }
}
