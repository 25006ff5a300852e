package io.capstan.client.retry;

import com.google.protobuf.ByteString;
import io.capstan.client.session.WriteId;
import io.capstan.v1.OperationHeader;

/**
 * What makes all attempts of a write the same write: in a STRONG keyspace an id that the shard
 * remembers, in an EVENTUAL one the stamp of the row.
 *
 * <p>Thread safety: safe for use by several threads.
 */
sealed interface Identity {
  /** Says it to the node. */
  void writeTo(OperationHeader.Builder header);

  /** The write was answered, or will never be sent again. */
  void release();

  /** Nobody waits for the write now, and it may be sent again. */
  void hold();

  /** An id that the shard remembers. */
  record Remembered(WriteId id) implements Identity {
    @Override
    public void writeTo(OperationHeader.Builder header) {
      header.setRequestId(id.toProto());
    }

    @Override
    public void release() {
      id.release();
    }

    @Override
    public void hold() {
      id.hold();
    }

    @Override
    public String toString() {
      return id.toString();
    }
  }

  /** A stamp, which costs nobody memory. */
  record Stamped(ByteString stamp) implements Identity {
    @Override
    public void writeTo(OperationHeader.Builder header) {
      header.setStamp(stamp);
    }

    @Override
    public void release() {}

    @Override
    public void hold() {}
  }
}
