package io.capstan.client;

import com.google.protobuf.ByteString;
import io.capstan.client.retry.Completion;
import io.capstan.v1.BatchWriteResult;
import io.capstan.v1.CompareAndSetResult;
import io.capstan.v1.DeleteResult;
import io.capstan.v1.GetResult;
import io.capstan.v1.IncrementResult;
import io.capstan.v1.Outcome;
import io.capstan.v1.PutResult;
import io.capstan.v1.ScanResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What nodes answer, as callers get it. */
final class Results {
  private Results() {}

  static Optional<Value> value(GetResult result) {
    return result.getFound()
        ? Optional.of(
            new Value(
                result.getValue().toByteArray(),
                result.getVersion().toByteArray(),
                expiry(result.getExpiresAtMillis())))
        : Optional.empty();
  }

  private static Optional<Instant> expiry(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static CasOutcome cas(CompareAndSetResult result) {
    ByteString version = result.getVersion();
    return new CasOutcome(
        result.getApplied(),
        version.isEmpty() ? Optional.empty() : Optional.of(version.toByteArray()));
  }

  static WriteResult.Put put(PutResult result) {
    return new WriteResult.Put(result.getVersion().toByteArray(), result.getSuperseded());
  }

  static WriteResult.Delete deleted(DeleteResult result) {
    return new WriteResult.Delete(
        result.getExisted(), result.getVersion().toByteArray(), result.getSuperseded());
  }

  static WriteResult.Increment incremented(IncrementResult result) {
    return new WriteResult.Increment(result.getValue(), result.getVersion().toByteArray());
  }

  static BatchOutcome batch(BatchWriteResult result) {
    return new BatchOutcome(
        result.getApplied(), result.getResultsList().stream().map(Results::oneOfBatch).toList());
  }

  static Row row(ScanResult.Row row) {
    return new Row(
        row.getKey().toByteArray(), row.getValue().toByteArray(), row.getVersion().toByteArray());
  }

  /** The outcome of a write of any kind. */
  static WriteResult written(Outcome outcome) {
    return switch (outcome.getKindCase()) {
      case PUT -> put(outcome.getPut());
      case DELETE -> deleted(outcome.getDelete());
      case COMPARE_AND_SET -> new WriteResult.CompareAndSet(cas(outcome.getCompareAndSet()));
      case INCREMENT -> incremented(outcome.getIncrement());
      case BATCH_WRITE -> new WriteResult.Batch(batch(outcome.getBatchWrite()));
      default -> throw new AssertionError("not the outcome of a write: " + outcome.getKindCase());
    };
  }

  static List<Receipt> receipts(boolean wanted, Completion completion) {
    return wanted
        ? List.of(
            new Receipt(
                completion.receipt(),
                completion.attempts(),
                completion.address(),
                Duration.ofNanos(completion.elapsedNanos())))
        : List.of();
  }

  private static WriteResult oneOfBatch(BatchWriteResult.WriteResult result) {
    return switch (result.getKindCase()) {
      case PUT -> put(result.getPut());
      case DELETE -> deleted(result.getDelete());
      case COMPARE_AND_SET -> new WriteResult.CompareAndSet(cas(result.getCompareAndSet()));
      case INCREMENT -> incremented(result.getIncrement());
      case KIND_NOT_SET -> throw new AssertionError("a result of a batch names no kind");
    };
  }
}
