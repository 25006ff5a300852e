package io.capstan.server.replication.raft;

import java.time.Duration;

/**
 * What may be tuned of a STRONG shard.
 *
 * @param entryCommandsMax the most commands in one entry
 * @param entryBytesTarget where an entry is full; one command alone may be larger
 * @param queueMax the most writes and barriers that wait for their entry
 * @param queueBytesMax the most bytes of commands that wait for their entry
 * @param readsMax the most reads that wait for the next round
 * @param retryAfterMillis what a client is told when a queue is full
 * @param termCheckPatience how long a term check waits for a majority before it gives up
 * @param sessionWaitMax how long a SESSION read waits for this replica to catch up
 */
public record ShardSettings(
    ReadMode readMode,
    int entryCommandsMax,
    int entryBytesTarget,
    int queueMax,
    int queueBytesMax,
    int readsMax,
    int retryAfterMillis,
    Duration termCheckPatience,
    Duration sessionWaitMax) {
  public ShardSettings {
    if (entryCommandsMax < 1 || queueMax < entryCommandsMax || queueBytesMax < entryBytesTarget) {
      throw new IllegalArgumentException(
          String.format(
              "the queue (%d, %d bytes) does not hold one entry (%d, %d bytes)",
              queueMax, queueBytesMax, entryCommandsMax, entryBytesTarget));
    }
  }

  public static ShardSettings defaults() {
    return new ShardSettings(
        ReadMode.TERM_CHECK,
        512,
        512 << 10,
        8192,
        32 << 20,
        16_384,
        50,
        Duration.ofMillis(200),
        Duration.ofMillis(300));
  }

  public ShardSettings withReadMode(ReadMode mode) {
    return new ShardSettings(
        mode,
        entryCommandsMax,
        entryBytesTarget,
        queueMax,
        queueBytesMax,
        readsMax,
        retryAfterMillis,
        termCheckPatience,
        sessionWaitMax);
  }

  /** A copy with other bounds on the queue in front of the log, and on the waiting reads. */
  public ShardSettings withQueue(int max, int bytesMax) {
    return new ShardSettings(
        readMode,
        Math.min(entryCommandsMax, max),
        Math.min(entryBytesTarget, bytesMax),
        max,
        bytesMax,
        max,
        retryAfterMillis,
        termCheckPatience,
        sessionWaitMax);
  }
}
