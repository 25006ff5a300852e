package io.capstan.client;

import java.time.Duration;
import java.util.Optional;

/**
 * What a caller may choose for each request.
 *
 * @param level freshness of reads; writes do not look at it
 * @param receipt whether answers carry receipts
 * @param deadline bounds all attempts together; empty: the client's own
 * @param quorum of EVENTUAL keyspaces; STRONG ones refuse any but the default
 */
public record RequestOptions(
    Level level, boolean receipt, Optional<Duration> deadline, Quorum quorum) {
  /** The keyspace's level and quorums, no receipts, the client's deadline. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(Level.KEYSPACE_DEFAULT, false, Optional.empty(), Quorum.KEYSPACE_DEFAULT);

  public RequestOptions {
    deadline.ifPresent(RequestOptions::requirePositive);
  }

  public RequestOptions withLevel(Level level) {
    return new RequestOptions(level, receipt, deadline, quorum);
  }

  public RequestOptions withReceipt(boolean receipt) {
    return new RequestOptions(level, receipt, deadline, quorum);
  }

  public RequestOptions withDeadline(Duration deadline) {
    return new RequestOptions(level, receipt, Optional.of(deadline), quorum);
  }

  public RequestOptions withQuorum(Quorum quorum) {
    return new RequestOptions(level, receipt, deadline, quorum);
  }

  static Duration requirePositive(Duration deadline) {
    if (deadline.toMillis() < 1) {
      throw new IllegalArgumentException("a deadline must be at least 1 ms, not " + deadline);
    }
    return deadline;
  }
}
