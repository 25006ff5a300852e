package io.capstan.client.fake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.ring.Shards;
import io.capstan.v1.BatchGet;
import io.capstan.v1.BatchGetResult;
import io.capstan.v1.BatchWrite;
import io.capstan.v1.BatchWriteResult;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.CompareAndSetResult;
import io.capstan.v1.Delete;
import io.capstan.v1.DeleteResult;
import io.capstan.v1.Error;
import io.capstan.v1.GetResult;
import io.capstan.v1.Increment;
import io.capstan.v1.IncrementResult;
import io.capstan.v1.OpenSessionResult;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.Put;
import io.capstan.v1.PutResult;
import io.capstan.v1.RequestId;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanResult;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of all shards, with the memory that makes retries safe: one for all fake nodes. */
final class FakeStore {
  private static final Comparator<ByteString> BY_KEY =
      ByteString.unsignedLexicographicalComparator();

  private final int shards;

  @GuardedBy("this")
  private final NavigableMap<ByteString, Stored> rows = new TreeMap<>(BY_KEY);

  @GuardedBy("this")
  private final Map<RequestId, Outcome> answered = new HashMap<>();

  @GuardedBy("this")
  private long index;

  @GuardedBy("this")
  private long oldestSession = 1;

  /** The shard's time stands at 0, so that a row's life is its expiry; none ever expires. */
  private record Stored(ByteString value, ByteString version, long expiryMillis) {}

  FakeStore(int shards) {
    this.shards = shards;
  }

  synchronized long index() {
    return index;
  }

  synchronized @Nullable ByteString row(ByteString key) {
    Stored row = rows.get(key);
    return row == null ? null : row.value();
  }

  /** From now on no session opened so far is known. */
  synchronized void forgetSessions() {
    oldestSession = index + 1;
  }

  synchronized Outcome serve(RequestId id, Operation operation) {
    return switch (operation.getKindCase()) {
      case GET -> Outcome.newBuilder().setGet(get(operation.getGet().getKey())).build();
      case BATCH_GET -> Outcome.newBuilder().setBatchGet(batch(operation.getBatchGet())).build();
      case SCAN -> Outcome.newBuilder().setScan(scan(operation.getScan())).build();
      case OPEN_SESSION -> open();
      default -> once(id, operation);
    };
  }

  @GuardedBy("this")
  private Outcome open() {
    return Outcome.newBuilder()
        .setOpenSession(OpenSessionResult.newBuilder().setSession(++index).setWindow(1024))
        .build();
  }

  @GuardedBy("this")
  private Outcome once(RequestId id, Operation operation) {
    if (Long.compareUnsigned(id.getSession(), oldestSession) < 0) {
      return error(Failure.SESSION_EXPIRED);
    }
    RequestId known = id.toBuilder().clearFirstIncomplete().build();
    Outcome before = answered.get(known);
    if (before != null) {
      return before;
    }
    Outcome outcome = write(operation);
    answered.put(known, outcome);
    return outcome;
  }

  @GuardedBy("this")
  private Outcome write(Operation operation) {
    index++;
    try {
      return switch (operation.getKindCase()) {
        case PUT -> Outcome.newBuilder().setPut(put(operation.getPut())).build();
        case DELETE -> Outcome.newBuilder().setDelete(delete(operation.getDelete())).build();
        case COMPARE_AND_SET ->
            Outcome.newBuilder().setCompareAndSet(cas(operation.getCompareAndSet())).build();
        case INCREMENT ->
            Outcome.newBuilder().setIncrement(increment(operation.getIncrement())).build();
        case BATCH_WRITE ->
            Outcome.newBuilder().setBatchWrite(batch(operation.getBatchWrite())).build();
        default -> error(Failure.OPERATION_UNSUPPORTED);
      };
    } catch (NumberFormatException e) {
      return error(Failure.NOT_A_NUMBER);
    }
  }

  @GuardedBy("this")
  private PutResult put(Put put) {
    ByteString version = store(put.getKey(), put.getValue(), put.getTtlMillis());
    return PutResult.newBuilder().setVersion(version).build();
  }

  @GuardedBy("this")
  private DeleteResult delete(Delete delete) {
    return DeleteResult.newBuilder()
        .setExisted(rows.remove(delete.getKey()) != null)
        .setVersion(ByteString.copyFromUtf8(Long.toString(index)))
        .build();
  }

  @GuardedBy("this")
  private CompareAndSetResult cas(CompareAndSet cas) {
    Stored row = rows.get(cas.getKey());
    boolean holds = row == null ? cas.getAbsent() : row.version().equals(cas.getVersion());
    CompareAndSetResult.Builder result = CompareAndSetResult.newBuilder().setApplied(holds);
    if (!holds) {
      return row == null ? result.build() : result.setVersion(row.version()).build();
    }
    if (cas.getDelete()) {
      rows.remove(cas.getKey());
      return result.build();
    }
    ByteString version = store(cas.getKey(), cas.getValue(), cas.getTtlMillis());
    return result.setVersion(version).build();
  }

  @GuardedBy("this")
  private IncrementResult increment(Increment increment) {
    ByteString before = row(increment.getKey());
    long value =
        (before == null ? 0 : Long.parseLong(before.toStringUtf8())) + increment.getDelta();
    ByteString digits = ByteString.copyFromUtf8(Long.toString(value));
    return IncrementResult.newBuilder()
        .setValue(value)
        .setVersion(store(increment.getKey(), digits, 0))
        .build();
  }

  /** Not all or none: tests write batches that hold. */
  @GuardedBy("this")
  private BatchWriteResult batch(BatchWrite batch) {
    BatchWriteResult.Builder results = BatchWriteResult.newBuilder().setApplied(true);
    for (BatchWrite.Write write : batch.getWritesList()) {
      BatchWriteResult.WriteResult.Builder result = results.addResultsBuilder();
      switch (write.getKindCase()) {
        case PUT -> result.setPut(put(write.getPut()));
        case DELETE -> result.setDelete(delete(write.getDelete()));
        case COMPARE_AND_SET -> result.setCompareAndSet(cas(write.getCompareAndSet()));
        case INCREMENT -> result.setIncrement(increment(write.getIncrement()));
        case KIND_NOT_SET -> throw new AssertionError(write);
      }
    }
    return results.build();
  }

  /** Gives the row's version. */
  @GuardedBy("this")
  private ByteString store(ByteString key, ByteString value, long expiryMillis) {
    ByteString version = ByteString.copyFromUtf8(Long.toString(index));
    rows.put(key, new Stored(value, version, expiryMillis));
    return version;
  }

  @GuardedBy("this")
  private GetResult get(ByteString key) {
    Stored row = rows.get(key);
    return row == null
        ? GetResult.getDefaultInstance()
        : GetResult.newBuilder()
            .setFound(true)
            .setValue(row.value())
            .setVersion(row.version())
            .setExpiresAtMillis(row.expiryMillis())
            .build();
  }

  @GuardedBy("this")
  private BatchGetResult batch(BatchGet batch) {
    BatchGetResult.Builder results = BatchGetResult.newBuilder();
    for (ByteString key : batch.getKeysList()) {
      results.addResults(get(key));
    }
    return results.build();
  }

  @GuardedBy("this")
  private ScanResult scan(Scan scan) {
    ScanResult.Builder page = ScanResult.newBuilder();
    for (Map.Entry<ByteString, Stored> row : rows.tailMap(scan.getStart(), true).entrySet()) {
      ByteString key = row.getKey();
      if (Shards.shardOf(key.toByteArray(), shards) != scan.getShard()
          || !key.startsWith(scan.getPrefix())) {
        continue;
      }
      if (!scan.getEnd().isEmpty() && BY_KEY.compare(key, scan.getEnd()) >= 0) {
        break;
      }
      if (page.getRowsCount() == scan.getLimit()) {
        return page.setNext(key).build();
      }
      page.addRows(
          ScanResult.Row.newBuilder()
              .setKey(key)
              .setValue(scan.getKeysOnly() ? ByteString.EMPTY : row.getValue().value())
              .setVersion(row.getValue().version()));
    }
    return page.build();
  }

  private static Outcome error(Failure failure) {
    return Outcome.newBuilder()
        .setError(Error.newBuilder().setCode(failure.proto()).setMessage(failure.meaning()))
        .build();
  }
}
