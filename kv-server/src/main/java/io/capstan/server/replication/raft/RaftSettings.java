package io.capstan.server.replication.raft;

import java.time.Duration;

/**
 * What may be tuned of the Raft groups of a node. All peers of a group want the same.
 *
 * @param listenHost the local address to listen on; empty: the host of the node's Raft address
 * @param requestTimeout of one call between peers
 * @param waitersMax how many may wait for an index of one group to be applied
 */
public record RaftSettings(
    String listenHost, Elections elections, Duration requestTimeout, Log log, int waitersMax) {

  private static final int MIB = 1 << 20;

  public RaftSettings {
    if (waitersMax < 1) {
      throw new IllegalArgumentException("waitersMax is " + waitersMax + ", below 1");
    }
  }

  /** For three to a few dozen groups on a node. */
  public static RaftSettings defaults() {
    return new RaftSettings(
        "", Elections.defaults(), Duration.ofSeconds(3), Log.defaults(), 16_384);
  }

  /** A copy that listens on another local address than the one that peers are told. */
  public RaftSettings withListenHost(String host) {
    return new RaftSettings(host, elections, requestTimeout, log, waitersMax);
  }

  public RaftSettings withElections(Elections other) {
    return new RaftSettings(listenHost, other, requestTimeout, log, waitersMax);
  }

  public RaftSettings withWaitersMax(int max) {
    return new RaftSettings(listenHost, elections, requestTimeout, log, max);
  }

  public RaftSettings withLog(Log other) {
    return new RaftSettings(listenHost, elections, requestTimeout, other, waitersMax);
  }

  /**
   * When a follower stands for election: after a random time between two bounds without a word from
   * a leader.
   *
   * @param min also twice the interval of heartbeats
   * @param firstMin instead of {@code min}, until a group has had its first leader
   * @param firstMax instead of {@code max}, likewise
   */
  public record Elections(Duration min, Duration max, Duration firstMin, Duration firstMax) {
    public Elections {
      requireOrdered(min, max);
      requireOrdered(firstMin, firstMax);
    }

    /** Long enough that a busy small machine does not depose its own leaders. */
    public static Elections defaults() {
      return new Elections(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          Duration.ofMillis(600));
    }

    private static void requireOrdered(Duration min, Duration max) {
      if (min.isZero() || min.isNegative() || max.compareTo(min) < 0) {
        throw new IllegalArgumentException("election timeout from " + min + " to " + max);
      }
    }
  }

  /**
   * The size of a group's log, on disk and in memory.
   *
   * @param entryBytesMax the largest entry; each group keeps a direct buffer of a little more
   * @param segmentBytesMax where a log file ends and the next begins
   * @param preallocatedBytes by which an open log file grows
   * @param cachedSegmentsMax closed log files of a group kept in memory
   * @param cachedBytesMax and their size
   * @param totalBytesMax a node with a larger log of a group refuses to start: logs are kept whole,
   *     and every entry costs memory
   */
  public record Log(
      int entryBytesMax,
      int segmentBytesMax,
      int preallocatedBytes,
      int cachedSegmentsMax,
      int cachedBytesMax,
      long totalBytesMax) {
    public Log {
      if (segmentBytesMax <= entryBytesMax || totalBytesMax < segmentBytesMax) {
        throw new IllegalArgumentException(
            String.format(
                "not in order: entryBytesMax %d < segmentBytesMax %d <= totalBytesMax %d",
                entryBytesMax, segmentBytesMax, totalBytesMax));
      }
    }

    /** An entry holds the largest batch, a 4 MiB frame. */
    public static Log defaults() {
      return new Log(5 * MIB, 8 * MIB, MIB, 2, 16 * MIB, 8L << 30);
    }

    public Log withTotalBytesMax(long bytes) {
      return new Log(
          entryBytesMax,
          segmentBytesMax,
          preallocatedBytes,
          cachedSegmentsMax,
          cachedBytesMax,
          bytes);
    }
  }
}
