package io.capstan.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How the Raft groups of STRONG shards behave on this node. All nodes of a cluster should have the
 * same.
 *
 * @param electionTimeoutMin a follower that hears nothing from the leader for this long may stand
 * @param electionTimeoutMax and for this long, will
 * @param firstElectionTimeoutMin the same, when a group has just started and had no leader yet
 * @param firstElectionTimeoutMax the same, when a group has just started and had no leader yet
 * @param batchOperations most operations in one log entry
 * @param batchBytes most bytes in one log entry, unless a single operation is larger
 * @param readMode how STRONG reads are made linearizable
 * @param logBytesMax a node with a larger log of one group refuses to start
 */
public record RaftConfig(
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration firstElectionTimeoutMin,
    Duration firstElectionTimeoutMax,
    int batchOperations,
    int batchBytes,
    ReadMode readMode,
    long logBytesMax) {

  /** How a STRONG read learns that no newer write can have been acknowledged. */
  public enum ReadMode {
    /** A majority confirms the leader's term (protocols.md R1): no entry, no flush, no clock. */
    TERM_CHECK,
    /** The read rides in the next log entry (protocols.md R2). */
    BARRIER
  }

  static final Setting<Duration> ELECTION_TIMEOUT_MIN =
      Setting.of(
          "raft-election-timeout-min",
          ValueTypes.duration("50ms", "1min"),
          "1s",
          "least silence of a leader after which a follower stands for election",
          "above the pauses of a busy machine; heartbeats, one per half of it, cost CPU");

  static final Setting<Duration> ELECTION_TIMEOUT_MAX =
      Setting.of(
          "raft-election-timeout-max",
          ValueTypes.duration("100ms", "2min"),
          "2s",
          "most silence of a leader after which a follower stands for election",
          "far enough above the least that two followers seldom stand at once");

  static final Setting<Duration> FIRST_ELECTION_TIMEOUT_MIN =
      Setting.of(
          "raft-first-election-timeout-min",
          ValueTypes.duration("50ms", "1min"),
          "300ms",
          "as raft-election-timeout-min, right after start",
          "a group that starts has no leader to disturb");

  static final Setting<Duration> FIRST_ELECTION_TIMEOUT_MAX =
      Setting.of(
          "raft-first-election-timeout-max",
          ValueTypes.duration("100ms", "2min"),
          "600ms",
          "as raft-election-timeout-max, right after start",
          "a group that starts has no leader to disturb");

  static final Setting<Integer> BATCH_OPERATIONS =
      Setting.of(
          "raft-batch-operations",
          ValueTypes.integer(1, 1_024),
          "512",
          "most operations in one log entry",
          "a round costs as much as some 40 operations; more than this adds only delay");

  static final Setting<Long> BATCH_BYTES =
      Setting.of(
          "raft-batch-bytes",
          ValueTypes.bytes("1KiB", "1MiB"),
          "512KiB",
          "most bytes in one log entry, unless a single operation is larger",
          "a tenth of the largest entry that the Raft log takes");

  static final Setting<ReadMode> READ_MODE =
      Setting.of(
          "raft-read-mode",
          ValueTypes.oneOf(ReadMode.class),
          "term-check",
          "how STRONG reads are made linearizable",
          "a round of messages is cheaper than a log entry");

  static final Setting<Long> LOG_BYTES_MAX =
      Setting.of(
          "raft-log-bytes-max",
          ValueTypes.bytes("16MiB", "64GiB"),
          "8GiB",
          "a node refuses to start when the log of one group is larger",
          "logs are kept whole, and every entry costs memory and time at the start");

  private static final String TOO_NARROW = "elections need a range to draw from";

  static final Section SECTION =
      new Section(
          "Raft",
          List.of(
              ELECTION_TIMEOUT_MIN,
              ELECTION_TIMEOUT_MAX,
              FIRST_ELECTION_TIMEOUT_MIN,
              FIRST_ELECTION_TIMEOUT_MAX,
              BATCH_OPERATIONS,
              BATCH_BYTES,
              READ_MODE,
              LOG_BYTES_MAX),
          List.of(
              new Relation<>(ELECTION_TIMEOUT_MIN, ELECTION_TIMEOUT_MAX, TOO_NARROW),
              new Relation<>(FIRST_ELECTION_TIMEOUT_MIN, FIRST_ELECTION_TIMEOUT_MAX, TOO_NARROW)));

  static RaftConfig of(Values values) {
    return new RaftConfig(
        values.get(ELECTION_TIMEOUT_MIN),
        values.get(ELECTION_TIMEOUT_MAX),
        values.get(FIRST_ELECTION_TIMEOUT_MIN),
        values.get(FIRST_ELECTION_TIMEOUT_MAX),
        values.get(BATCH_OPERATIONS),
        Math.toIntExact(values.get(BATCH_BYTES)),
        values.get(READ_MODE),
        values.get(LOG_BYTES_MAX));
  }

  /** How often a leader that has nothing to send is heard: half of the least election timeout. */
  public Duration heartbeatInterval() {
    return electionTimeoutMin.dividedBy(2);
  }
}
