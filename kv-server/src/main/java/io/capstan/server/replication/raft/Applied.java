package io.capstan.server.replication.raft;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What applying an entry led to, on its way to the submitter in the same process: as an object, not
 * as bytes.
 *
 * <p>Ratis keeps the message in its retry cache after the reply, so the result is handed out once.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Applied implements Message {
  private @Nullable Object result;

  Applied(Object result) {
    this.result = result;
  }

  /** The result, null from the second call on. */
  synchronized @Nullable Object take() {
    Object taken = result;
    result = null;
    return taken;
  }

  @Override
  public ByteString getContent() {
    return ByteString.EMPTY;
  }
}
