package io.capstan.server.storage;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.nio.ByteBuffer;

/**
 * The bytes of a stored record (session memory, applied record, metadata): its message as the body
 * of a {@link SealedValue}.
 */
public final class RecordCodec {
  private RecordCodec() {}

  public static byte[] encode(byte[] key, MessageLite message) {
    byte[] bytes = message.toByteArray();
    return SealedValue.seal(key, bytes.length, body -> body.put(bytes));
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @throws CorruptRowException when the value is not one that was encoded for this key
   */
  public static <M extends MessageLite> M decode(byte[] key, byte[] value, Parser<M> parser) {
    ByteBuffer body = SealedValue.open(key, value);
    try {
      return parser.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptRowException(key, "a record", e);
    }
  }
}
