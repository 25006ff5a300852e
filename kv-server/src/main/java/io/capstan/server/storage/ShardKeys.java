package io.capstan.server.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.capstan.server.storage.RowKey.Kind;
import java.nio.ByteBuffer;

/** The keys of one shard's values. Thread safety: immutable. */
public final class ShardKeys {
  private final int shard;

  public ShardKeys(int shard) {
    this.shard = new RowKey(Kind.APPLIED, 0, shard, ByteString.EMPTY).shard();
  }

  public int shard() {
    return shard;
  }

  /** Of a user's row; with the empty key, the prefix of all rows of the keyspace. */
  public RowKey row(int keyspaceIncarnation, ByteString userKey) {
    return new RowKey(Kind.ROW, keyspaceIncarnation, shard, userKey);
  }

  /** Of the note that a row expires. */
  public RowKey expiry(int keyspaceIncarnation, long expiryMillis, ByteString userKey) {
    ByteBuffer time = ByteBuffer.allocate(Long.BYTES).putLong(0, expiryMillis);
    ByteString rest = UnsafeByteOperations.unsafeWrap(time).concat(userKey);
    return new RowKey(Kind.EXPIRY, keyspaceIncarnation, shard, rest);
  }

  /** The prefix of all notes that rows of the keyspace expire, which are in order of expiry. */
  public RowKey expiries(int keyspaceIncarnation) {
    return new RowKey(Kind.EXPIRY, keyspaceIncarnation, shard, ByteString.EMPTY);
  }

  /** The shard time that {@link #expiry} was given. */
  public static long expiryMillisOf(RowKey expiry) {
    return expiry.rest().asReadOnlyByteBuffer().getLong();
  }

  /** The user's key that {@link #expiry} was given. */
  public static ByteString userKeyOf(RowKey expiry) {
    return expiry.rest().substring(Long.BYTES);
  }

  /** Of a session's memory. */
  public RowKey session(long session) {
    byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(session).array();
    return new RowKey(Kind.SESSION, 0, shard, UnsafeByteOperations.unsafeWrap(id));
  }

  /** The prefix of all session memories. */
  public RowKey sessions() {
    return new RowKey(Kind.SESSION, 0, shard, ByteString.EMPTY);
  }

  /** The inverse of {@link #session}. */
  public static long sessionOf(byte[] key) {
    RowKey parsed = RowKey.parse(key);
    if (parsed.kind() != Kind.SESSION || parsed.rest().size() != Long.BYTES) {
      throw new IllegalArgumentException("not the key of a session: " + parsed);
    }
    return parsed.rest().asReadOnlyByteBuffer().getLong();
  }

  /** Of the record that says how far the shard has applied its log. */
  public RowKey applied() {
    return new RowKey(Kind.APPLIED, 0, shard, ByteString.EMPTY);
  }
}
