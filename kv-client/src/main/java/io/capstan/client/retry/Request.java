package io.capstan.client.retry;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import java.util.function.Function;

/**
 * One operation as the caller wants it, before it is known where it goes.
 *
 * @param operation what to do
 * @param header keyspace, level, bound and receipt; ids, floors and times are filled in for each
 *     attempt
 * @param target finds where it belongs; throws a {@link io.capstan.error.CapstanException} when the
 *     request cannot be sent at all
 * @param deadlineNanos bounds all attempts together
 */
public record Request(
    Operation operation,
    OperationHeader header,
    Function<ClusterView, Target> target,
    long deadlineNanos) {
  /** Ends as soon as there is a view of the cluster; nothing is sent to a shard. */
  static Request forTheView(long deadlineNanos) {
    return new Request(
        Operation.getDefaultInstance(),
        OperationHeader.getDefaultInstance(),
        view -> Target.shard(0),
        deadlineNanos);
  }

  boolean needsOnlyTheView() {
    return operation.getKindCase() == Operation.KindCase.KIND_NOT_SET;
  }

  /** Whether it changes rows, and so needs an id to be retried safely. */
  public boolean isWrite() {
    return switch (operation.getKindCase()) {
      case PUT, DELETE, COMPARE_AND_SET, INCREMENT, BATCH_WRITE -> true;
      case GET, BATCH_GET, SCAN, OPEN_SESSION, KIND_NOT_SET -> false;
    };
  }
}
