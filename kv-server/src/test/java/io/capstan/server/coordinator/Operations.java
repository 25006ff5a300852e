package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.v1.BatchWrite;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.Delete;
import io.capstan.v1.Get;
import io.capstan.v1.Increment;
import io.capstan.v1.OpenSession;
import io.capstan.v1.Operation;
import io.capstan.v1.Put;
import java.util.List;
import java.util.stream.IntStream;

/** Short words for operations in tests. */
final class Operations {
  private Operations() {}

  static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  static Operation get(String key) {
    return Operation.newBuilder().setGet(Get.newBuilder().setKey(text(key))).build();
  }

  static Operation put(String key, String value) {
    Put put = Put.newBuilder().setKey(text(key)).setValue(text(value)).build();
    return Operation.newBuilder().setPut(put).build();
  }

  static Operation delete(String key) {
    return Operation.newBuilder().setDelete(Delete.newBuilder().setKey(text(key))).build();
  }

  static Operation increment(String key, long delta) {
    return Operation.newBuilder()
        .setIncrement(Increment.newBuilder().setKey(text(key)).setDelta(delta))
        .build();
  }

  static Operation compareAndSet(CompareAndSet.Builder request) {
    return Operation.newBuilder().setCompareAndSet(request.setKey(text("k"))).build();
  }

  static Operation openSession(int shard) {
    return Operation.newBuilder().setOpenSession(OpenSession.newBuilder().setShard(shard)).build();
  }

  /** A batch of the writes among some operations. */
  static Operation batch(Operation... writes) {
    var batch = BatchWrite.newBuilder();
    for (Operation write : writes) {
      var item = batch.addWritesBuilder();
      switch (write.getKindCase()) {
        case PUT -> item.setPut(write.getPut());
        case DELETE -> item.setDelete(write.getDelete());
        case COMPARE_AND_SET -> item.setCompareAndSet(write.getCompareAndSet());
        case INCREMENT -> item.setIncrement(write.getIncrement());
        default -> throw new AssertionError(write);
      }
    }
    return Operation.newBuilder().setBatchWrite(batch).build();
  }

  static Operation batchGet(List<String> keys) {
    var operation = Operation.newBuilder();
    keys.forEach(key -> operation.getBatchGetBuilder().addKeys(text(key)));
    return operation.build();
  }

  /** Keys {@code k0}, {@code k1}, … as a test needs many. */
  static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
  }
}
