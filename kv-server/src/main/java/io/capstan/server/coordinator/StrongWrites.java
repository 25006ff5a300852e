package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.log.v1.Batch;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.SessionTable;
import io.capstan.v1.BatchWrite;
import io.capstan.v1.BatchWriteResult;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.CompareAndSetResult;
import io.capstan.v1.DeleteResult;
import io.capstan.v1.Error;
import io.capstan.v1.IncrementResult;
import io.capstan.v1.OpenSessionResult;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.Put;
import io.capstan.v1.PutResult;
import io.capstan.v1.RequestId;
import java.util.List;

/** Translates writes between the public contract and the log's commands. Pure. */
final class StrongWrites {
  private StrongWrites() {}

  /** The log's form of a write operation. */
  static Command command(Operation operation, RequestId id, int keyspaceIncarnation) {
    var command =
        Command.newBuilder()
            .setKeyspaceIncarnation(keyspaceIncarnation)
            .setSession(id.getSession())
            .setSequence(id.getSequence())
            .setFirstIncomplete(id.getFirstIncomplete());
    switch (operation.getKindCase()) {
      case PUT -> command.setWrite(put(operation.getPut()));
      case DELETE -> command.setWrite(delete(operation.getDelete().getKey()));
      case COMPARE_AND_SET -> command.setWrite(compareAndSet(operation.getCompareAndSet()));
      case INCREMENT -> command.setWrite(increment(operation.getIncrement()));
      case BATCH_WRITE -> command.setBatch(batch(operation.getBatchWrite()));
      case OPEN_SESSION ->
          command.setOpenSession(io.capstan.log.v1.OpenSession.getDefaultInstance());
      default -> throw new AssertionError(operation.getKindCase());
    }
    return command.build();
  }

  private static Write put(Put put) {
    return Write.newBuilder()
        .setKey(put.getKey())
        .setPut(put.getValue())
        .setTtlMillis(put.getTtlMillis())
        .build();
  }

  private static Write delete(ByteString key) {
    return Write.newBuilder().setKey(key).setDelete(true).build();
  }

  private static Write increment(io.capstan.v1.Increment increment) {
    return Write.newBuilder().setKey(increment.getKey()).setIncrement(increment.getDelta()).build();
  }

  private static Write compareAndSet(CompareAndSet request) {
    var condition = io.capstan.log.v1.CompareAndSet.newBuilder();
    if (request.getExpectedCase() == CompareAndSet.ExpectedCase.ABSENT) {
      condition.setAbsent(true);
    } else {
      condition.setVersion(request.getVersion());
    }
    if (request.getUpdateCase() == CompareAndSet.UpdateCase.DELETE) {
      condition.setDelete(true);
    } else {
      condition.setValue(request.getValue());
    }
    return Write.newBuilder()
        .setKey(request.getKey())
        .setCompareAndSet(condition)
        .setTtlMillis(request.getTtlMillis())
        .build();
  }

  private static Batch batch(BatchWrite request) {
    var batch = Batch.newBuilder();
    for (BatchWrite.Write write : request.getWritesList()) {
      batch.addWrites(
          switch (write.getKindCase()) {
            case PUT -> put(write.getPut());
            case DELETE -> delete(write.getDelete().getKey());
            case COMPARE_AND_SET -> compareAndSet(write.getCompareAndSet());
            case INCREMENT -> increment(write.getIncrement());
            case KIND_NOT_SET -> throw new AssertionError("validated before");
          });
    }
    return batch.build();
  }

  /** The public form of what the log answered to {@code operation}. */
  static Outcome outcome(Operation operation, WriteOutcome done) {
    var outcome = Outcome.newBuilder();
    if (done.getErrorValue() != 0) {
      return outcome
          .setError(
              Error.newBuilder().setCode(done.getError()).setMessage(done.getMessage()).build())
          .build();
    }
    switch (operation.getKindCase()) {
      case PUT -> outcome.setPut(PutResult.newBuilder().setVersion(done.getVersion()));
      case DELETE -> outcome.setDelete(deleted(done));
      case COMPARE_AND_SET -> outcome.setCompareAndSet(compared(done));
      case INCREMENT -> outcome.setIncrement(incremented(done));
      case OPEN_SESSION -> outcome.setOpenSession(opened(done));
      case BATCH_WRITE -> outcome.setBatchWrite(batched(operation.getBatchWrite(), done));
      default -> throw new AssertionError(operation.getKindCase());
    }
    return outcome.build();
  }

  private static OpenSessionResult opened(WriteOutcome done) {
    return OpenSessionResult.newBuilder()
        .setSession(done.getNumber())
        .setMemoryMillis(SessionTable.IDLE_MILLIS_MAX)
        .setWindow(Limits.SESSION_WINDOW)
        .build();
  }

  private static DeleteResult deleted(WriteOutcome done) {
    return DeleteResult.newBuilder()
        .setExisted(done.getExisted())
        .setVersion(done.getVersion())
        .build();
  }

  private static CompareAndSetResult compared(WriteOutcome done) {
    return CompareAndSetResult.newBuilder()
        .setApplied(done.getApplied())
        .setVersion(done.getVersion())
        .build();
  }

  private static IncrementResult incremented(WriteOutcome done) {
    return IncrementResult.newBuilder()
        .setValue(done.getNumber())
        .setVersion(done.getVersion())
        .build();
  }

  private static BatchWriteResult batched(BatchWrite request, WriteOutcome done) {
    var result = BatchWriteResult.newBuilder().setApplied(done.getApplied());
    for (int i = 0; i < done.getPartsCount(); i++) {
      WriteOutcome part = done.getParts(i);
      var written = BatchWriteResult.WriteResult.newBuilder();
      switch (request.getWrites(i).getKindCase()) {
        case PUT -> written.setPut(PutResult.newBuilder().setVersion(part.getVersion()));
        case DELETE -> written.setDelete(deleted(part));
        case COMPARE_AND_SET -> written.setCompareAndSet(compared(part));
        case INCREMENT -> written.setIncrement(incremented(part));
        case KIND_NOT_SET -> throw new AssertionError("validated before");
      }
      result.addResults(written);
    }
    return result.build();
  }

  /** The keys that a batch writes. */
  static List<ByteString> keys(BatchWrite batch) {
    return batch.getWritesList().stream().map(StrongWrites::key).toList();
  }

  private static ByteString key(BatchWrite.Write write) {
    return switch (write.getKindCase()) {
      case PUT -> write.getPut().getKey();
      case DELETE -> write.getDelete().getKey();
      case COMPARE_AND_SET -> write.getCompareAndSet().getKey();
      case INCREMENT -> write.getIncrement().getKey();
      case KIND_NOT_SET -> throw new AssertionError("validated before");
    };
  }

  /** Can this write make the data grow? */
  static boolean grows(Operation operation) {
    return switch (operation.getKindCase()) {
      case DELETE -> false;
      case BATCH_WRITE ->
          !operation.getBatchWrite().getWritesList().stream().allMatch(BatchWrite.Write::hasDelete);
      default -> !operation.hasOpenSession();
    };
  }

  /** The length of the longest value that a write carries, in bytes. */
  static int longestValue(Operation operation) {
    return switch (operation.getKindCase()) {
      case PUT -> operation.getPut().getValue().size();
      case COMPARE_AND_SET -> operation.getCompareAndSet().getValue().size();
      case BATCH_WRITE ->
          operation.getBatchWrite().getWritesList().stream()
              .mapToInt(
                  write ->
                      Math.max(
                          write.getPut().getValue().size(),
                          write.getCompareAndSet().getValue().size()))
              .max()
              .orElse(0);
      default -> 0;
    };
  }

  /** Is this an operation that changes rows or sessions? */
  static boolean isWrite(Operation operation) {
    return switch (operation.getKindCase()) {
      case PUT, DELETE, COMPARE_AND_SET, INCREMENT, BATCH_WRITE, OPEN_SESSION -> true;
      case GET, BATCH_GET, SCAN -> false;
      case KIND_NOT_SET ->
          throw CapstanException.of(
              Failure.OPERATION_UNSUPPORTED, "the operation is of a kind this node does not know");
    };
  }
}
