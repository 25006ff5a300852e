package io.capstan.client.fake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.ring.Shards;
import io.capstan.v1.BatchGet;
import io.capstan.v1.BatchGetResult;
import io.capstan.v1.BatchWriteResult;
import io.capstan.v1.Error;
import io.capstan.v1.GetResult;
import io.capstan.v1.OpenSessionResult;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.PutResult;
import io.capstan.v1.RequestId;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanResult;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of all shards, with the memory that makes retries safe: one for all fake nodes. */
final class FakeStore {
  private final int shards;

  @GuardedBy("this")
  private final NavigableMap<ByteString, ByteString> rows =
      new TreeMap<>(ByteString.unsignedLexicographicalComparator());

  @GuardedBy("this")
  private final Map<RequestId, Outcome> answered = new HashMap<>();

  @GuardedBy("this")
  private long index;

  @GuardedBy("this")
  private long oldestSession = 1;

  FakeStore(int shards) {
    this.shards = shards;
  }

  synchronized long index() {
    return index;
  }

  synchronized @Nullable ByteString row(ByteString key) {
    return rows.get(key);
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
    return switch (operation.getKindCase()) {
      case PUT -> {
        rows.put(operation.getPut().getKey(), operation.getPut().getValue());
        yield Outcome.newBuilder().setPut(PutResult.newBuilder().setVersion(version())).build();
      }
      case BATCH_WRITE -> {
        operation
            .getBatchWrite()
            .getWritesList()
            .forEach(write -> rows.put(write.getPut().getKey(), write.getPut().getValue()));
        yield Outcome.newBuilder()
            .setBatchWrite(BatchWriteResult.newBuilder().setApplied(true))
            .build();
      }
      default -> error(Failure.OPERATION_UNSUPPORTED);
    };
  }

  @GuardedBy("this")
  private ByteString version() {
    return ByteString.copyFromUtf8(Long.toString(index));
  }

  @GuardedBy("this")
  private GetResult get(ByteString key) {
    ByteString value = rows.get(key);
    return value == null
        ? GetResult.getDefaultInstance()
        : GetResult.newBuilder().setFound(true).setValue(value).build();
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
    for (Map.Entry<ByteString, ByteString> row : rows.tailMap(scan.getStart(), true).entrySet()) {
      ByteString key = row.getKey();
      if (Shards.shardOf(key.toByteArray(), shards) != scan.getShard()
          || !key.startsWith(scan.getPrefix())) {
        continue;
      }
      if (page.getRowsCount() == scan.getLimit()) {
        return page.setNext(key).build();
      }
      page.addRows(ScanResult.Row.newBuilder().setKey(key).setValue(row.getValue()));
    }
    return page.build();
  }

  private static Outcome error(Failure failure) {
    return Outcome.newBuilder()
        .setError(Error.newBuilder().setCode(failure.proto()).setMessage(failure.meaning()))
        .build();
  }
}
