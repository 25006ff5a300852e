package io.capstan.server.storage;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The key of a stored value, as it is laid out on disk for ever:
 *
 * <pre>
 *   kind (1 byte)  keyspace incarnation (4, big endian)  shard (2, big endian)  rest
 * </pre>
 *
 * <p>So the order is by kind, keyspace, shard, rest, and a keyspace of one shard is one range.
 *
 * @param keyspaceIncarnation an unsigned number; 0 for every kind but {@link Kind#ROW} and {@link
 *     Kind#EXPIRY}
 * @param shard from 0 to {@value #SHARD_MAX}
 * @param rest what the kind says
 */
public record RowKey(Kind kind, int keyspaceIncarnation, int shard, ByteString rest) {
  public static final int SHARD_MAX = 0xFFFF;

  private static final int PREFIX_BYTES = 7;

  /** What a value is, and what stands at the end of its key. The numbers are never reused. */
  public enum Kind {
    /** A user's row; the user's key. */
    ROW(1),
    /** A session's memory; the session's id, 8 bytes, big endian. */
    SESSION(2),
    /** How far the shard has applied its log; nothing. */
    APPLIED(3),
    /** The cluster's metadata; what its owner says. */
    METADATA(4),
    /**
     * A row of an EVENTUAL keyspace, kept for another node until that node takes it; the length of
     * the node's id (1 byte), the id, and the row's own key.
     */
    HINT(5),
    /**
     * That a row of a STRONG keyspace expires, so that rows are found in the order of their expiry;
     * the expiry (8 bytes, big endian) and the user's key. The value is empty.
     */
    EXPIRY(6);

    private final byte number;

    Kind(int number) {
      this.number = (byte) number;
    }

    private static Kind of(byte number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of key has number " + number);
    }
  }

  public RowKey {
    if (shard < 0 || shard > SHARD_MAX) {
      throw new IllegalArgumentException("shard " + shard + " is not in 0.." + SHARD_MAX);
    }
    if (kind != Kind.ROW && kind != Kind.EXPIRY && keyspaceIncarnation != 0) {
      throw new IllegalArgumentException("a key of kind " + kind + " belongs to no keyspace");
    }
  }

  /** The inverse of {@link #toBytes}. */
  public static RowKey parse(byte[] key) {
    if (key.length < PREFIX_BYTES) {
      throw new IllegalArgumentException(
          "a key has at least " + PREFIX_BYTES + " bytes, not " + key.length);
    }
    ByteBuffer bytes = ByteBuffer.wrap(key);
    Kind kind = Kind.of(bytes.get());
    int incarnation = bytes.getInt();
    int shard = Short.toUnsignedInt(bytes.getShort());
    return new RowKey(kind, incarnation, shard, ByteString.copyFrom(bytes));
  }

  public byte[] toBytes() {
    byte[] key = new byte[PREFIX_BYTES + rest.size()];
    ByteBuffer.wrap(key).put(kind.number).putInt(keyspaceIncarnation).putShort((short) shard);
    rest.copyTo(key, PREFIX_BYTES);
    return key;
  }

  /** The first key behind all keys that begin with this one. */
  public byte[] toBytesBehindPrefix() {
    return behindPrefix(toBytes());
  }

  /** The first key behind this one. */
  public static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  private static byte[] behindPrefix(byte[] prefix) {
    int last = prefix.length - 1;
    while (prefix[last] == (byte) 0xFF) {
      last--;
    }
    byte[] behind = Arrays.copyOf(prefix, last + 1);
    behind[last]++;
    return behind;
  }
}
