package io.capstan.version;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * The version of a row in an EVENTUAL keyspace. The writer chooses it once per write, and a retry
 * carries the same one, so that a write is the same write through whichever coordinator it comes.
 *
 * <p>Stamps are totally ordered by time, then writer (as an unsigned number of 128 bits), then
 * sequence.
 *
 * @param time the writer's hybrid clock at the first attempt
 * @param writerHigh the upper half of the writer's 128 random bits, drawn anew by each process
 * @param writerLow the lower half
 * @param sequence counts the writer's writes; not negative
 */
public record Stamp(HybridTime time, long writerHigh, long writerLow, long sequence)
    implements Version, Comparable<Stamp> {
  /** The length of {@link #write}, without the byte for the kind. */
  public static final int BYTES = 4 * Long.BYTES;

  static final byte KIND = 2;

  private static final Comparator<Stamp> ORDER =
      Comparator.comparing(Stamp::time)
          .thenComparing(Stamp::writerHigh, Long::compareUnsigned)
          .thenComparing(Stamp::writerLow, Long::compareUnsigned)
          .thenComparingLong(Stamp::sequence);

  public Stamp {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence " + sequence + " of a stamp is negative");
    }
  }

  /**
   * Reads the {@value #BYTES} bytes that {@link #write} wrote.
   *
   * @throws IllegalArgumentException when a field is out of range
   */
  public static Stamp read(ByteBuffer fields) {
    return new Stamp(
        new HybridTime(fields.getLong()), fields.getLong(), fields.getLong(), fields.getLong());
  }

  /** Appends the fields, big-endian, for a format that knows the kind. */
  public void write(ByteBuffer target) {
    target.putLong(time.value()).putLong(writerHigh).putLong(writerLow).putLong(sequence);
  }

  @Override
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(1 + BYTES).put(KIND);
    write(bytes);
    return bytes.array();
  }

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }
}
