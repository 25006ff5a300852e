package io.capstan.server.api;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.v1.BatchWrite;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.Level;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Put;
import io.capstan.v1.Scan;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks what a client sent before anything else looks at it.
 *
 * <p>Each refusal names the limit, its number and the value seen. Pure.
 */
final class Validation {
  private Validation() {}

  /**
   * Checks one operation with its header.
   *
   * @throws CapstanException INVALID_ARGUMENT or LIMIT_EXCEEDED
   */
  static void check(OperationHeader header, Operation operation) {
    checkHeader(header);
    switch (operation.getKindCase()) {
      case GET -> key(operation.getGet().getKey());
      case PUT -> {
        key(operation.getPut().getKey());
        put(operation.getPut());
      }
      case DELETE -> key(operation.getDelete().getKey());
      case COMPARE_AND_SET -> compareAndSet(operation.getCompareAndSet());
      case INCREMENT -> key(operation.getIncrement().getKey());
      case BATCH_GET -> {
        count("keys", operation.getBatchGet().getKeysCount());
        operation.getBatchGet().getKeysList().forEach(Validation::key);
      }
      case BATCH_WRITE -> batch(operation.getBatchWrite());
      case SCAN -> scan(operation.getScan());
      case OPEN_SESSION -> {}
      case KIND_NOT_SET -> throw invalid("the request holds no operation that this node knows");
    }
  }

  private static void checkHeader(OperationHeader header) {
    if (header.getLevel() == Level.UNRECOGNIZED) {
      throw invalid(
          "unknown level %d; known are STRONG, SESSION, BOUNDED and EVENTUAL"
              .formatted(header.getLevelValue()));
    }
    boolean bounded = header.getLevel() == Level.LEVEL_BOUNDED;
    if (bounded && header.getMaxStalenessMillis() == 0) {
      throw invalid("level BOUNDED needs max_staleness_millis of at least 1");
    }
    if (!bounded && header.getMaxStalenessMillis() != 0) {
      throw invalid("max_staleness_millis goes with level BOUNDED only");
    }
  }

  private static void key(ByteString key) {
    Limits.checkKey(key.size());
  }

  private static void value(ByteString value) {
    Limits.checkValue(value.size());
  }

  private static void put(Put request) {
    value(request.getValue());
    Limits.checkTtl(request.getTtlMillis());
  }

  private static void compareAndSet(CompareAndSet request) {
    key(request.getKey());
    value(request.getValue());
    if (request.getExpectedCase() == CompareAndSet.ExpectedCase.EXPECTED_NOT_SET) {
      throw invalid("compare-and-set needs what to expect: a version, or absent");
    }
    if (request.getUpdateCase() == CompareAndSet.UpdateCase.UPDATE_NOT_SET) {
      throw invalid("compare-and-set needs a value, or delete");
    }
    Limits.checkTtl(request.getTtlMillis());
    if (request.hasDelete() && request.getTtlMillis() != 0) {
      throw invalid("a compare-and-set that deletes has no ttl; ttl_millis must be 0");
    }
  }

  private static void batch(BatchWrite request) {
    count("writes", request.getWritesCount());
    Set<ByteString> keys = new HashSet<>();
    int bytes = 0;
    for (BatchWrite.Write write : request.getWritesList()) {
      ByteString key =
          switch (write.getKindCase()) {
            case PUT -> {
              put(write.getPut());
              yield write.getPut().getKey();
            }
            case DELETE -> write.getDelete().getKey();
            case COMPARE_AND_SET -> {
              compareAndSet(write.getCompareAndSet());
              yield write.getCompareAndSet().getKey();
            }
            case INCREMENT -> write.getIncrement().getKey();
            case KIND_NOT_SET -> throw invalid("a write of the batch is of no known kind");
          };
      key(key);
      if (!keys.add(key)) {
        throw invalid("a batch may name each key once");
      }
      bytes += write.getSerializedSize();
    }
    Limits.checkFrame(bytes);
  }

  private static void scan(Scan scan) {
    Limits.checkScanRows(scan.getLimit());
    for (ByteString bound : new ByteString[] {scan.getPrefix(), scan.getStart(), scan.getEnd()}) {
      if (!bound.isEmpty()) {
        key(bound);
      }
    }
  }

  private static void count(String what, int count) {
    if (count == 0) {
      throw invalid("a batch needs at least one of its " + what);
    }
    Limits.checkBatch(count);
  }

  private static CapstanException invalid(String message) {
    return CapstanException.of(Failure.INVALID_ARGUMENT, message);
  }
}
