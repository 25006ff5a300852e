package io.capstan.client;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;

/** One write of a batch. The factories copy the arrays that they are given. */
public sealed interface WriteOp {
  ByteString key();

  /**
   * Writes whatever was there.
   *
   * @param ttl how long the row lives; zero: for ever
   */
  record Put(ByteString key, ByteString value, Duration ttl) implements WriteOp {}

  record Delete(ByteString key) implements WriteOp {}

  /**
   * Writes only when the row is as expected.
   *
   * @param value what the row becomes; empty: it is deleted
   * @param ttl how long the row that was written lives; zero: for ever
   */
  record CompareAndSet(ByteString key, Expected expected, Optional<ByteString> value, Duration ttl)
      implements WriteOp {}

  record Increment(ByteString key, long delta) implements WriteOp {}

  static WriteOp put(byte[] key, byte[] value) {
    return put(key, value, Duration.ZERO);
  }

  static WriteOp put(byte[] key, byte[] value, Duration ttl) {
    return new Put(ByteString.copyFrom(key), ByteString.copyFrom(value), ttl);
  }

  static WriteOp delete(byte[] key) {
    return new Delete(ByteString.copyFrom(key));
  }

  static WriteOp compareAndSet(byte[] key, Expected expected, byte[] value) {
    return compareAndSet(key, expected, value, Duration.ZERO);
  }

  static WriteOp compareAndSet(byte[] key, Expected expected, byte[] value, Duration ttl) {
    return new CompareAndSet(
        ByteString.copyFrom(key), expected, Optional.of(ByteString.copyFrom(value)), ttl);
  }

  static WriteOp compareAndDelete(byte[] key, Expected expected) {
    return new CompareAndSet(ByteString.copyFrom(key), expected, Optional.empty(), Duration.ZERO);
  }

  static WriteOp increment(byte[] key, long delta) {
    return new Increment(ByteString.copyFrom(key), delta);
  }
}
