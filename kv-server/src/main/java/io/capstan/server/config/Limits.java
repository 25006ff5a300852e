package io.capstan.server.config;

import java.util.List;

/**
 * The bounds of this node's queues. What does not fit is refused with OVERLOADED before anything
 * was done. The bounds that clients must know, on keys, values and frames, are not settable: {@link
 * io.capstan.limits.Limits}.
 *
 * @param streamOperations unanswered operations of one client stream
 * @param inFlightBytes request bytes of all unanswered operations of the node
 * @param shardQueueOperations writes of one shard that wait for a log entry
 * @param shardQueueBytes request bytes of those writes
 * @param shardReads STRONG reads of one shard that wait for a round
 * @param shardWaiters SESSION and BOUNDED reads of one shard that wait for the log
 * @param adminRequests HTTP requests answered at once
 */
public record Limits(
    int streamOperations,
    long inFlightBytes,
    int shardQueueOperations,
    long shardQueueBytes,
    int shardReads,
    int shardWaiters,
    int adminRequests) {
  static final Setting<Integer> STREAM_OPERATIONS =
      Setting.of(
          "limit-stream-operations",
          ValueTypes.integer(1, 65_536),
          "4096",
          "unanswered operations of one client stream",
          "several frames of the client; one client cannot fill the shards' queues");

  static final Setting<Long> IN_FLIGHT_BYTES =
      Setting.of(
          "limit-in-flight-bytes",
          ValueTypes.bytes("8MiB", "64GiB"),
          "128MiB",
          "request bytes of all unanswered operations of this node",
          "an eighth of a 1 GiB heap");

  static final Setting<Integer> SHARD_QUEUE_OPERATIONS =
      Setting.of(
          "limit-shard-queue-operations",
          ValueTypes.integer(1_024, 1_048_576),
          "8192",
          "writes of one shard that wait for a log entry",
          "16 full entries: what waits longer would miss its deadline");

  static final Setting<Long> SHARD_QUEUE_BYTES =
      Setting.of(
          "limit-shard-queue-bytes",
          ValueTypes.bytes("8MiB", "1GiB"),
          "32MiB",
          "request bytes of the writes of one shard that wait for a log entry",
          "64 full entries");

  static final Setting<Integer> SHARD_READS =
      Setting.of(
          "limit-shard-reads",
          ValueTypes.integer(1, 1_048_576),
          "16384",
          "STRONG reads of one shard that wait for a round",
          "one round answers all of them, so that more may wait than writes");

  static final Setting<Integer> SHARD_WAITERS =
      Setting.of(
          "limit-shard-waiters",
          ValueTypes.integer(1, 1_048_576),
          "16384",
          "SESSION and BOUNDED reads of one shard that wait for the replica to catch up",
          "as many as reads that wait for a round");

  static final Setting<Integer> ADMIN_REQUESTS =
      Setting.of(
          "limit-admin-requests",
          ValueTypes.integer(1, 64),
          "2",
          "HTTP requests for health and metrics that are answered at once",
          "a slow scrape does not hold up a health check");

  static final Section SECTION =
      new Section(
          "Limits",
          List.of(
              STREAM_OPERATIONS,
              IN_FLIGHT_BYTES,
              SHARD_QUEUE_OPERATIONS,
              SHARD_QUEUE_BYTES,
              SHARD_READS,
              SHARD_WAITERS,
              ADMIN_REQUESTS),
          List.of(
              new Relation<>(
                  SHARD_QUEUE_BYTES, IN_FLIGHT_BYTES, "one shard could use up the whole node")));

  static Limits of(Values values) {
    return new Limits(
        values.get(STREAM_OPERATIONS),
        values.get(IN_FLIGHT_BYTES),
        values.get(SHARD_QUEUE_OPERATIONS),
        values.get(SHARD_QUEUE_BYTES),
        values.get(SHARD_READS),
        values.get(SHARD_WAITERS),
        values.get(ADMIN_REQUESTS));
  }
}
