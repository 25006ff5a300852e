package io.capstan.server.metrics;

/**
 * Every metric there is. Names are {@code capstan_<area>_<what>_<unit>}; the only labels are
 * operation, level and keyspace, and only requests have them.
 */
public enum Metric {
  REQUEST_DURATION(
      "capstan_request_duration_seconds",
      Kind.TIMER,
      Labels.REQUEST,
      "from the arrival of an operation to its outcome, whatever that is"),
  REQUEST_REFUSED(
      "capstan_request_refused_total",
      Kind.COUNTER,
      Labels.REQUEST,
      "operations that failed and certainly did not happen"),
  REQUEST_UNKNOWN(
      "capstan_request_unknown_total",
      Kind.COUNTER,
      Labels.REQUEST,
      "operations that failed and may have happened"),
  REQUEST_IN_FLIGHT(
      "capstan_request_in_flight_bytes",
      Kind.GAUGE,
      Labels.NONE,
      "request bytes of all unanswered operations"),

  BATCH_OPERATIONS(
      "capstan_batch_size_operations",
      Kind.SUMMARY,
      Labels.NONE,
      "operations in one log entry; near 1 under load, batching does not work"),
  BATCH_BYTES("capstan_batch_size_bytes", Kind.SUMMARY, Labels.NONE, "bytes of one log entry"),
  BATCH_QUEUED(
      "capstan_batch_queued_operations",
      Kind.GAUGE,
      Labels.NONE,
      "writes that wait for a log entry, over all shards"),

  READ_ROUNDS(
      "capstan_read_rounds_total",
      Kind.COUNTER,
      Labels.NONE,
      "rounds in which a leader asked a majority on behalf of STRONG reads"),
  READ_ROUNDS_FAILED(
      "capstan_read_rounds_failed_total",
      Kind.COUNTER,
      Labels.NONE,
      "such rounds that no majority confirmed in time"),
  READ_ROUND_READS(
      "capstan_read_round_reads", Kind.SUMMARY, Labels.NONE, "STRONG reads that one round answers"),

  RAFT_ENTRIES(
      "capstan_raft_applied_entries_total",
      Kind.COUNTER,
      Labels.NONE,
      "log entries applied by this node's replicas"),
  RAFT_LEADER(
      "capstan_raft_leader_groups", Kind.GAUGE, Labels.NONE, "Raft groups that this node leads"),
  RAFT_FAILED(
      "capstan_raft_failed_groups",
      Kind.GAUGE,
      Labels.NONE,
      "Raft groups whose replica on this node has stopped; alert above 0"),
  RAFT_LAG(
      "capstan_raft_applied_lag_entries",
      Kind.GAUGE,
      Labels.NONE,
      "entries committed and not yet applied here, in the shard that has most"),
  SESSIONS(
      "capstan_session_open_sessions",
      Kind.GAUGE,
      Labels.NONE,
      "client sessions remembered, over all shards"),

  PEER_HELLO_FAILURES(
      "capstan_peer_hello_failures_total",
      Kind.COUNTER,
      Labels.NONE,
      "greetings of other nodes that failed or were refused"),

  EVENTUAL_REACHABLE(
      "capstan_eventual_reachable_peers",
      Kind.GAUGE,
      Labels.NONE,
      "other members whose replicas answer this node"),
  EVENTUAL_HINTS(
      "capstan_eventual_hints_rows",
      Kind.GAUGE,
      Labels.NONE,
      "rows kept for nodes that could not take them"),
  EVENTUAL_HINTS_DROPPED(
      "capstan_eventual_hints_dropped_total",
      Kind.COUNTER,
      Labels.NONE,
      "rows that could not be kept and are left to the comparison of replicas"),
  EVENTUAL_COMPARED_ROWS(
      "capstan_eventual_compared_rows_total",
      Kind.COUNTER,
      Labels.NONE,
      "rows that comparisons of replicas found missing or older, and stored"),
  CLOCK_SKEW(
      "capstan_clock_skew_millis",
      Kind.GAUGE,
      Labels.NONE,
      "how far this node's clock is ahead of those of most nodes; negative: behind"),
  STAMP_SKEW(
      "capstan_stamp_skew_millis",
      Kind.GAUGE,
      Labels.NONE,
      "how far the last write's stamp was ahead of this node's clock; negative: behind"),
  CLOCK_SKEW_REFUSED(
      "capstan_clock_skew_refused_total",
      Kind.COUNTER,
      Labels.NONE,
      "requests refused because their stamp, or this node's clock, was too far off"),

  DISK_FREE("capstan_disk_free_bytes", Kind.GAUGE, Labels.NONE, "free space of the node's disk"),
  DISK_TOTAL("capstan_disk_size_bytes", Kind.GAUGE, Labels.NONE, "size of the node's disk"),
  DISK_REFUSING(
      "capstan_disk_refusing_boolean",
      Kind.GAUGE,
      Labels.NONE,
      "1 while writes are refused because the disk is too full, else 0"),

  JVM_HEAP_USED("capstan_jvm_heap_used_bytes", Kind.GAUGE, Labels.NONE, "heap in use"),
  JVM_HEAP_MAX("capstan_jvm_heap_max_bytes", Kind.GAUGE, Labels.NONE, "largest possible heap"),
  JVM_DIRECT_USED(
      "capstan_jvm_direct_used_bytes",
      Kind.GAUGE,
      Labels.NONE,
      "memory in direct buffers, of the network and the Raft logs"),
  JVM_THREADS("capstan_jvm_live_threads", Kind.GAUGE, Labels.NONE, "threads alive"),
  JVM_GC(
      "capstan_jvm_gc_seconds_total",
      Kind.COUNTER,
      Labels.NONE,
      "time spent collecting garbage, by all collectors");

  /** How it is measured. */
  public enum Kind {
    /** Only grows, from 0 at the node's start. */
    COUNTER,
    /** A value as it is when asked. */
    GAUGE,
    /** A distribution of durations: buckets, count, sum, and {@code …_max} of the last minutes. */
    TIMER,
    /** A distribution of sizes: count, sum, and {@code …_max} of the last minutes. */
    SUMMARY
  }

  /** Which labels it has. */
  public enum Labels {
    NONE,
    /** operation, level and keyspace. */
    REQUEST
  }

  private final String fullName;
  private final Kind kind;
  private final Labels labels;
  private final String doc;

  Metric(String fullName, Kind kind, Labels labels, String doc) {
    this.fullName = fullName;
    this.kind = kind;
    this.labels = labels;
    this.doc = doc;
  }

  /** Its name as scraped. */
  public String fullName() {
    return fullName;
  }

  public Kind kind() {
    return kind;
  }

  public Labels labels() {
    return labels;
  }

  /** One line: what it is. */
  public String doc() {
    return doc;
  }

  /** Whether it belongs to the JVM, and needs nobody to give its value. */
  boolean isOfTheJvm() {
    return name().startsWith("JVM_");
  }
}
