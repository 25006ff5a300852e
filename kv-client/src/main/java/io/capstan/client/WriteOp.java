package io.capstan.client;

import com.google.protobuf.ByteString;
import java.util.Optional;

/** One write of a batch. The factories copy the arrays that they are given. */
public sealed interface WriteOp {
  ByteString key();

  record Put(ByteString key, ByteString value) implements WriteOp {}

  record Delete(ByteString key) implements WriteOp {}

  /**
   * Writes only when the row is as expected.
   *
   * @param value what the row becomes; empty: it is deleted
   */
  record CompareAndSet(ByteString key, Expected expected, Optional<ByteString> value)
      implements WriteOp {}

  record Increment(ByteString key, long delta) implements WriteOp {}

  static WriteOp put(byte[] key, byte[] value) {
    return new Put(ByteString.copyFrom(key), ByteString.copyFrom(value));
  }

  static WriteOp delete(byte[] key) {
    return new Delete(ByteString.copyFrom(key));
  }

  static WriteOp compareAndSet(byte[] key, Expected expected, byte[] value) {
    return new CompareAndSet(
        ByteString.copyFrom(key), expected, Optional.of(ByteString.copyFrom(value)));
  }

  static WriteOp compareAndDelete(byte[] key, Expected expected) {
    return new CompareAndSet(ByteString.copyFrom(key), expected, Optional.empty());
  }

  static WriteOp increment(byte[] key, long delta) {
    return new Increment(ByteString.copyFrom(key), delta);
  }
}
