package io.capstan.server.core.quorum;

import com.google.protobuf.ByteString;
import io.capstan.server.core.Row;
import io.capstan.version.Stamp;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The merge of two rows of one key: the later stamp holds. Commutative, associative and idempotent,
 * so that replicas that have seen the same rows, in whatever order and however often, hold the same
 * one.
 *
 * <p>Two different rows under one stamp are a fault of the writer; the larger one then holds, on
 * every replica, and {@link Fate#CONFLICT} says so (protocols.md Q1).
 */
public final class LastWriteWins {
  private static final Comparator<Row> CONTENT =
      Comparator.comparingInt(Row::flags)
          .thenComparingLong(Row::expiryMillis)
          .thenComparing(Row::payload, ByteString.unsignedLexicographicalComparator());

  private LastWriteWins() {}

  /** What became of the row that arrived. */
  public enum Fate {
    /** It holds now. */
    STORED,
    /** It was there. */
    KNOWN,
    /** A later one was there, and holds. */
    SUPERSEDED,
    /** Another row was there under the same stamp. */
    CONFLICT
  }

  /** The row that holds, and what became of the one that arrived. */
  public record Merged(Row row, Fate fate) {}

  /**
   * Merges a row that arrives into the present one.
   *
   * @param present null: none
   */
  public static Merged merge(@Nullable Row present, Row arriving) {
    if (present == null) {
      return new Merged(arriving, Fate.STORED);
    }
    int order = stamp(arriving).compareTo(stamp(present));
    if (order != 0) {
      return order > 0 ? new Merged(arriving, Fate.STORED) : new Merged(present, Fate.SUPERSEDED);
    }
    int content = CONTENT.compare(arriving, present);
    if (content == 0) {
      return new Merged(present, Fate.KNOWN);
    }
    return new Merged(content > 0 ? arriving : present, Fate.CONFLICT);
  }

  /** The later of two rows, either of which may be absent. */
  public static @Nullable Row later(@Nullable Row a, @Nullable Row b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return merge(a, b).row();
  }

  /**
   * The stamp of a row of an EVENTUAL keyspace.
   *
   * @throws IllegalArgumentException for a row of a STRONG one
   */
  public static Stamp stamp(Row row) {
    if (row.version() instanceof Stamp stamp) {
      return stamp;
    }
    throw new IllegalArgumentException("not a row of an EVENTUAL keyspace: " + row.version());
  }
}
