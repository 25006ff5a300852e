package io.capstan.server.api;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.v1.BatchGet;
import io.capstan.v1.BatchWrite;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.Delete;
import io.capstan.v1.Get;
import io.capstan.v1.Increment;
import io.capstan.v1.Level;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Put;
import io.capstan.v1.Scan;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private static final ByteString LONGEST_KEY = bytes(Limits.KEY_BYTES_MAX);
  private static final ByteString LONGEST_VALUE = bytes(Limits.VALUE_BYTES_MAX);
  private static final ByteString KEY = bytes(1);

  @Test
  void theLongestKeyAndValueAreAccepted() {
    accepts(Operation.newBuilder().setPut(put(LONGEST_KEY, LONGEST_VALUE)));
  }

  @Test
  void aKeyThatIsTooLongIsRefusedInEveryOperation() {
    ByteString key = bytes(Limits.KEY_BYTES_MAX + 1);
    for (Operation.Builder operation : withKey(key)) {
      refuses(Failure.LIMIT_EXCEEDED, "key bytes: 4097, limit KEY_BYTES_MAX = 4096", operation);
    }
  }

  @Test
  void anEmptyKeyIsRefusedInEveryOperation() {
    for (Operation.Builder operation : withKey(ByteString.EMPTY)) {
      refuses(Failure.INVALID_ARGUMENT, "the key is empty", operation);
    }
  }

  private static List<Operation.Builder> withKey(ByteString key) {
    return List.of(
        Operation.newBuilder().setGet(Get.newBuilder().setKey(key)),
        Operation.newBuilder().setPut(put(key, KEY)),
        Operation.newBuilder().setDelete(Delete.newBuilder().setKey(key)),
        Operation.newBuilder().setCompareAndSet(compareAndSet().setKey(key)),
        Operation.newBuilder().setIncrement(Increment.newBuilder().setKey(key)),
        Operation.newBuilder().setBatchGet(BatchGet.newBuilder().addKeys(KEY).addKeys(key)),
        batch(BatchWrite.Write.newBuilder().setPut(put(key, KEY))),
        batch(BatchWrite.Write.newBuilder().setDelete(Delete.newBuilder().setKey(key))),
        batch(BatchWrite.Write.newBuilder().setCompareAndSet(compareAndSet().setKey(key))),
        batch(BatchWrite.Write.newBuilder().setIncrement(Increment.newBuilder().setKey(key))));
  }

  @Test
  void aTtlOutsideItsBoundsIsRefusedInEveryWriteThatHasOne() {
    for (Operation.Builder operation : withTtl(Limits.TTL_MILLIS_MAX)) {
      accepts(operation);
    }
    for (Operation.Builder operation : withTtl(Limits.TTL_MILLIS_MAX + 1)) {
      refuses(Failure.LIMIT_EXCEEDED, "limit TTL_MILLIS_MAX = 315360000000", operation);
    }
    for (Operation.Builder operation : withTtl(-1)) {
      refuses(Failure.INVALID_ARGUMENT, "the ttl is -1 ms", operation);
    }
  }

  private static List<Operation.Builder> withTtl(long millis) {
    Put.Builder put = put(KEY, KEY).toBuilder().setTtlMillis(millis);
    CompareAndSet.Builder change = compareAndSet().setTtlMillis(millis);
    return List.of(
        Operation.newBuilder().setPut(put),
        Operation.newBuilder().setCompareAndSet(change),
        batch(BatchWrite.Write.newBuilder().setPut(put)),
        batch(BatchWrite.Write.newBuilder().setCompareAndSet(change)));
  }

  @Test
  void aCompareAndSetThatDeletesHasNoTtl() {
    CompareAndSet.Builder change = compareAndSet().setDelete(true).setTtlMillis(1);
    refuses(
        Failure.INVALID_ARGUMENT, "has no ttl", Operation.newBuilder().setCompareAndSet(change));
  }

  @Test
  void aValueThatIsTooLongIsRefused() {
    ByteString value = bytes(Limits.VALUE_BYTES_MAX + 1);
    String message = "value bytes: 1048577, limit VALUE_BYTES_MAX = 1048576";
    refuses(Failure.LIMIT_EXCEEDED, message, Operation.newBuilder().setPut(put(KEY, value)));
    refuses(
        Failure.LIMIT_EXCEEDED,
        message,
        Operation.newBuilder().setCompareAndSet(compareAndSet().setValue(value)));
    refuses(
        Failure.LIMIT_EXCEEDED,
        message,
        batch(BatchWrite.Write.newBuilder().setPut(put(KEY, value))));
  }

  @Test
  void aBatchHasOneToTheMostOperations() {
    String message = "batch operations: 513, limit BATCH_OPERATIONS_MAX = 512";
    refuses(Failure.LIMIT_EXCEEDED, message, writes(513));
    accepts(writes(512));
    refuses(Failure.INVALID_ARGUMENT, "at least one of its writes", writes(0));
    var reads = Operation.newBuilder();
    refuses(
        Failure.INVALID_ARGUMENT,
        "at least one of its keys",
        reads.setBatchGet(BatchGet.getDefaultInstance()));
    for (int i = 0; i < 513; i++) {
      reads.getBatchGetBuilder().addKeys(KEY);
    }
    refuses(Failure.LIMIT_EXCEEDED, message, reads);
  }

  private static Operation.Builder writes(int count) {
    var operation = Operation.newBuilder();
    operation.getBatchWriteBuilder();
    for (int i = 0; i < count; i++) {
      ByteString key = ByteString.copyFromUtf8("k" + i);
      operation.getBatchWriteBuilder().addWritesBuilder().setPut(put(key, KEY));
    }
    return operation;
  }

  @Test
  void aBatchIsNoLargerThanAFrame() {
    var operation = Operation.newBuilder();
    for (int i = 0; i < 5; i++) {
      ByteString key = ByteString.copyFromUtf8("k" + i);
      operation.getBatchWriteBuilder().addWritesBuilder().setPut(put(key, LONGEST_VALUE));
    }
    refuses(Failure.LIMIT_EXCEEDED, "limit FRAME_BYTES_MAX = 4194304", operation);
  }

  @Test
  void aBatchNamesEachKeyOnce() {
    var operation = Operation.newBuilder();
    operation.getBatchWriteBuilder().addWritesBuilder().setPut(put(KEY, KEY));
    operation.getBatchWriteBuilder().addWritesBuilder().getDeleteBuilder().setKey(KEY);
    refuses(Failure.INVALID_ARGUMENT, "each key once", operation);
  }

  @Test
  void compareAndSetNeedsAConditionAndAnUpdate() {
    refuses(
        Failure.INVALID_ARGUMENT,
        "needs what to expect",
        Operation.newBuilder().setCompareAndSet(compareAndSet().clearExpected()));
    refuses(
        Failure.INVALID_ARGUMENT,
        "needs a value, or delete",
        Operation.newBuilder().setCompareAndSet(compareAndSet().clearUpdate()));
  }

  @Test
  void aScanAsksForAPageAndBoundsThatCanBeKeys() {
    accepts(Operation.newBuilder().setScan(Scan.getDefaultInstance()));
    refuses(
        Failure.LIMIT_EXCEEDED,
        "scan rows: 1001, limit SCAN_ROWS_MAX = 1000",
        Operation.newBuilder().setScan(Scan.newBuilder().setLimit(1001)));
    refuses(
        Failure.INVALID_ARGUMENT,
        "the scan asks for -1 rows",
        Operation.newBuilder().setScan(Scan.newBuilder().setLimit(-1)));
    refuses(
        Failure.LIMIT_EXCEEDED,
        "KEY_BYTES_MAX",
        Operation.newBuilder().setScan(Scan.newBuilder().setEnd(bytes(5000))));
  }

  @Test
  void aRequestHoldsAnOperation() {
    refuses(Failure.INVALID_ARGUMENT, "no operation that this node knows", Operation.newBuilder());
    refuses(Failure.INVALID_ARGUMENT, "no known kind", batch(BatchWrite.Write.newBuilder()));
  }

  @Test
  void levelAndBoundMustFit() {
    var read = Operation.newBuilder().setGet(Get.newBuilder().setKey(KEY)).build();
    var header = OperationHeader.newBuilder();
    refuses("unknown level 77", header.setLevelValue(77), read);
    refuses("BOUNDED needs max_staleness", header.setLevel(Level.LEVEL_BOUNDED), read);
    header.setMaxStalenessMillis(1);
    assertDoesNotThrow(() -> Validation.check(header.build(), read));
    refuses("goes with level BOUNDED only", header.setLevel(Level.LEVEL_STRONG), read);
  }

  private static ByteString bytes(int length) {
    return ByteString.copyFrom(new byte[length]);
  }

  private static Put put(ByteString key, ByteString value) {
    return Put.newBuilder().setKey(key).setValue(value).build();
  }

  private static CompareAndSet.Builder compareAndSet() {
    return CompareAndSet.newBuilder().setKey(KEY).setAbsent(true).setValue(KEY);
  }

  private static Operation.Builder batch(BatchWrite.Write.Builder write) {
    return Operation.newBuilder().setBatchWrite(BatchWrite.newBuilder().addWrites(write));
  }

  private static void accepts(Operation.Builder operation) {
    OperationHeader header = OperationHeader.getDefaultInstance();
    assertDoesNotThrow(() -> Validation.check(header, operation.build()));
  }

  private static void refuses(Failure failure, String message, Operation.Builder operation) {
    OperationHeader header = OperationHeader.getDefaultInstance();
    var refusal =
        assertThrows(CapstanException.class, () -> Validation.check(header, operation.build()));
    assertEquals(failure, refusal.failure(), refusal::toString);
    assertTrue(refusal.error().getMessage().contains(message), refusal::toString);
  }

  private static void refuses(String message, OperationHeader.Builder header, Operation read) {
    var refusal =
        assertThrows(CapstanException.class, () -> Validation.check(header.build(), read));
    assertEquals(Failure.INVALID_ARGUMENT, refusal.failure());
    assertTrue(refusal.error().getMessage().contains(message), refusal::toString);
  }
}
