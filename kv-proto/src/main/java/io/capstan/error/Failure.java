package io.capstan.error;

import static io.capstan.error.Failure.Certainty.MAY_HAPPEN;
import static io.capstan.error.Failure.Certainty.NEVER_HAPPENS;
import static io.capstan.error.Failure.Retry.FINAL;
import static io.capstan.error.Failure.Retry.RETRYABLE;

import io.capstan.v1.ErrorCode;
import io.grpc.Status;

/**
 * Every way in which a request is not served: one constant per {@link ErrorCode}, with the facts
 * that a client needs to act on it.
 *
 * <p>{@code docs/errors.md} is generated from this table.
 */
public enum Failure {
  INVALID_ARGUMENT(
      ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
      Status.Code.INVALID_ARGUMENT,
      NEVER_HAPPENS,
      FINAL,
      Exit.USAGE,
      "A field is missing, out of range, or contradicts another one."),
  LIMIT_EXCEEDED(
      ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
      Status.Code.OUT_OF_RANGE,
      NEVER_HAPPENS,
      FINAL,
      Exit.USAGE,
      "A key, value, batch, frame or name is over its limit; the message names the limit."),
  MALFORMED_FRAME(
      ErrorCode.ERROR_CODE_MALFORMED_FRAME,
      Status.Code.INVALID_ARGUMENT,
      NEVER_HAPPENS,
      FINAL,
      Exit.USAGE,
      "A frame of a pipeline breaks the protocol, for example by an unknown format."),
  KEYSPACE_UNKNOWN(
      ErrorCode.ERROR_CODE_KEYSPACE_UNKNOWN,
      Status.Code.NOT_FOUND,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "No keyspace has this name."),
  KEYSPACE_GONE(
      ErrorCode.ERROR_CODE_KEYSPACE_GONE,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The keyspace was dropped; one created later under the same name is another one."),
  KEYSPACE_EXISTS(
      ErrorCode.ERROR_CODE_KEYSPACE_EXISTS,
      Status.Code.ALREADY_EXISTS,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "A keyspace of this name exists."),
  LEVEL_UNSUPPORTED(
      ErrorCode.ERROR_CODE_LEVEL_UNSUPPORTED,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The keyspace cannot serve this consistency level."),
  OPERATION_UNSUPPORTED(
      ErrorCode.ERROR_CODE_OPERATION_UNSUPPORTED,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The keyspace's mode does not have this operation."),
  CROSS_SHARD(
      ErrorCode.ERROR_CODE_CROSS_SHARD,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The keys of an atomic batch live in several shards."),
  NOT_A_NUMBER(
      ErrorCode.ERROR_CODE_NOT_A_NUMBER,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The value to increment is not a decimal 64-bit integer."),
  NUMBER_OVERFLOW(
      ErrorCode.ERROR_CODE_NUMBER_OVERFLOW,
      Status.Code.OUT_OF_RANGE,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The increment would leave the range of a signed 64-bit integer."),
  NOT_LEADER(
      ErrorCode.ERROR_CODE_NOT_LEADER,
      Status.Code.UNAVAILABLE,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "This node does not lead the shard; try_node names the leader when it is known."),
  NOT_A_REPLICA(
      ErrorCode.ERROR_CODE_NOT_A_REPLICA,
      Status.Code.UNAVAILABLE,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "This node holds no replica of the shard; try_node names one that does."),
  WRONG_CLUSTER(
      ErrorCode.ERROR_CODE_WRONG_CLUSTER,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The request was meant for another cluster."),
  EPOCH_STALE(
      ErrorCode.ERROR_CODE_EPOCH_STALE,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "The request was routed by another placement epoch than the node's; refresh and send again."),
  VERSION_UNSUPPORTED(
      ErrorCode.ERROR_CODE_VERSION_UNSUPPORTED,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The two ends share no protocol version."),
  UNAVAILABLE(
      ErrorCode.ERROR_CODE_UNAVAILABLE,
      Status.Code.UNAVAILABLE,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "The request left no trace: nobody who could serve it at this level was reached."),
  OVERLOADED(
      ErrorCode.ERROR_CODE_OVERLOADED,
      Status.Code.RESOURCE_EXHAUSTED,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "A queue is full; wait retry_after_millis before the next attempt."),
  DISK_FULL(
      ErrorCode.ERROR_CODE_DISK_FULL,
      Status.Code.RESOURCE_EXHAUSTED,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The node refuses writes until its disk has free space again."),
  NOT_CAUGHT_UP(
      ErrorCode.ERROR_CODE_NOT_CAUGHT_UP,
      Status.Code.UNAVAILABLE,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "The replica has not applied what the session token has seen."),
  BOUND_NOT_MET(
      ErrorCode.ERROR_CODE_BOUND_NOT_MET,
      Status.Code.UNAVAILABLE,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "The replica cannot prove that it is as fresh as the staleness bound asks."),
  REPLICA_FAILED(
      ErrorCode.ERROR_CODE_REPLICA_FAILED,
      Status.Code.UNAVAILABLE,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "The node's replica of the shard has stopped; other replicas may serve."),
  CORRUPT_ROW(
      ErrorCode.ERROR_CODE_CORRUPT_ROW,
      Status.Code.DATA_LOSS,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The row's checksum does not match on this replica."),
  OUTCOME_UNKNOWN(
      ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN,
      Status.Code.UNKNOWN,
      MAY_HAPPEN,
      RETRYABLE,
      Exit.UNKNOWN,
      "The request was sent and no answer tells what became of it; retry it by the same id."),
  DEADLINE_EXCEEDED(
      ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED,
      Status.Code.DEADLINE_EXCEEDED,
      MAY_HAPPEN,
      FINAL,
      Exit.UNKNOWN,
      "The deadline passed first; a write may still happen."),
  INTERNAL(
      ErrorCode.ERROR_CODE_INTERNAL,
      Status.Code.INTERNAL,
      MAY_HAPPEN,
      FINAL,
      Exit.UNKNOWN,
      "A bug: the node's log has the details."),
  SESSION_EXPIRED(
      ErrorCode.ERROR_CODE_SESSION_EXPIRED,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The shard does not know the client session; this attempt was not applied."),
  DUPLICATE_EXPIRED(
      ErrorCode.ERROR_CODE_DUPLICATE_EXPIRED,
      Status.Code.FAILED_PRECONDITION,
      MAY_HAPPEN,
      FINAL,
      Exit.UNKNOWN,
      "The request's id is below the session's window; whether it was applied is forgotten."),
  SEQUENCE_TOO_FAR(
      ErrorCode.ERROR_CODE_SEQUENCE_TOO_FAR,
      Status.Code.RESOURCE_EXHAUSTED,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The session has too many requests in flight: the id is beyond its window."),
  TOKEN_MALFORMED(
      ErrorCode.ERROR_CODE_TOKEN_MALFORMED,
      Status.Code.INVALID_ARGUMENT,
      NEVER_HAPPENS,
      FINAL,
      Exit.USAGE,
      "The bytes are not a session token, or not a whole one."),
  TOKEN_FOREIGN(
      ErrorCode.ERROR_CODE_TOKEN_FOREIGN,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The session token is of another cluster."),
  NODE_ID_TAKEN(
      ErrorCode.ERROR_CODE_NODE_ID_TAKEN,
      Status.Code.ALREADY_EXISTS,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "Another member of the cluster has this node id."),
  DISK_REPLACED(
      ErrorCode.ERROR_CODE_DISK_REPLACED,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The member of this id had another disk; remove it first, then join under a new id."),
  CLOCK_SKEW(
      ErrorCode.ERROR_CODE_CLOCK_SKEW,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      RETRYABLE,
      Exit.UNAVAILABLE,
      "The clocks of client and node, or of the node and most others, differ by more than the limit; nothing was written."),
  STAMP_TOO_OLD(
      ErrorCode.ERROR_CODE_STAMP_TOO_OLD,
      Status.Code.FAILED_PRECONDITION,
      NEVER_HAPPENS,
      FINAL,
      Exit.REFUSED,
      "The write's stamp is too far in the past, and will not get younger; this attempt wrote nothing.");

  private final ErrorCode proto;
  private final Status.Code grpcCode;
  private final Certainty certainty;
  private final Retry retry;
  private final int exitCode;
  private final String meaning;

  Failure(
      ErrorCode proto,
      Status.Code grpcCode,
      Certainty certainty,
      Retry retry,
      int exitCode,
      String meaning) {
    this.proto = proto;
    this.grpcCode = grpcCode;
    this.certainty = certainty;
    this.retry = retry;
    this.exitCode = exitCode;
    this.meaning = meaning;
  }

  /** The failure of a code, {@link #INTERNAL} for one that this release does not know. */
  public static Failure of(ErrorCode code) {
    for (Failure failure : values()) {
      if (failure.proto == code) {
        return failure;
      }
    }
    return INTERNAL;
  }

  /** The number on the wire; never reused. */
  public int number() {
    return proto.getNumber();
  }

  /** The same failure as the protocol writes it. */
  public ErrorCode proto() {
    return proto;
  }

  /** The gRPC status that carries this failure, for generic tools; clients use {@link #number}. */
  public Status.Code grpcCode() {
    return grpcCode;
  }

  /**
   * Whether this attempt certainly did not happen and never will; false: it may have, or may yet.
   */
  public boolean definite() {
    return certainty == NEVER_HAPPENS;
  }

  /** Whether the same request, under the same id, may be sent again, here or elsewhere. */
  public boolean retryable() {
    return retry == RETRYABLE;
  }

  /**
   * The exit code of the {@code kv} command: 2 usage, 3 refused, 4 unknown outcome, 5 unavailable.
   */
  public int exitCode() {
    return exitCode;
  }

  /** One sentence for a person. */
  public String meaning() {
    return meaning;
  }

  enum Certainty {
    NEVER_HAPPENS,
    MAY_HAPPEN
  }

  enum Retry {
    RETRYABLE,
    FINAL
  }

  /** Exit codes of the {@code kv} command. */
  private static final class Exit {
    static final int USAGE = 2;
    static final int REFUSED = 3;
    static final int UNKNOWN = 4;
    static final int UNAVAILABLE = 5;
  }
}
