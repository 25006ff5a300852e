package io.capstan.session;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.version.Stamp;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The bytes of a session token. Numbers are big-endian; a varint has seven bits per byte, the
 * lowest first, and the top bit set on all bytes but the last.
 *
 * <pre>
 * format       1 byte    1
 * flags        1 byte    bit 0: groups were dropped, an unlisted one must be read STRONG
 *                        bit 1: keys were evicted
 * cluster      8 bytes   fingerprint
 * groups       varint    n
 * keys         varint    m
 * n times      8 bytes   lineage, ascending as a signed number
 *              varint    log index
 * m times      4 bytes   keyspace incarnation }
 *              8 bytes   key hash             } ascending as unsigned numbers
 *              32 bytes  stamp
 * if bit 0     varint    the highest log index dropped
 * if bit 1     32 bytes  the highest stamp evicted
 * checksum     4 bytes   CRC-32C of all before
 * </pre>
 *
 * <p>The checksum is checked before anything is believed; the fields are checked all the same.
 */
final class TokenCodec {
  /** The size of a token whose lists are full and whose varints are longest. */
  static final int BYTES_MAX =
      TokenCodec.HEADER_BYTES
          + SessionToken.GROUPS_MAX * (Long.BYTES + TokenCodec.VARINT_BYTES_MAX)
          + SessionToken.KEYS_MAX * (Integer.BYTES + Long.BYTES + Stamp.BYTES)
          + TokenCodec.VARINT_BYTES_MAX
          + Stamp.BYTES
          + Integer.BYTES;

  private static final int FORMAT = 1;
  private static final int GROUPS_DROPPED = 1;
  private static final int KEYS_EVICTED = 2;

  /** Two bytes, the fingerprint, and two counts of which the second may take two bytes. */
  private static final int HEADER_BYTES = 2 + Long.BYTES + 3;

  /** Of a number that is not negative. */
  private static final int VARINT_BYTES_MAX = 9;

  private static final int CHECKSUM_BYTES = Integer.BYTES;

  private TokenCodec() {}

  static byte[] encode(SessionToken token) {
    ByteBuffer out = ByteBuffer.allocate(BYTES_MAX);
    out.put((byte) FORMAT).put((byte) flags(token)).putLong(token.clusterFingerprint());
    putVarint(out, token.groups().size());
    putVarint(out, token.keys().size());
    for (Map.Entry<Long, Long> group : token.groups().listed()) {
      out.putLong(group.getKey());
      putVarint(out, group.getValue());
    }
    for (Map.Entry<KeyId, Stamp> key : token.keys().listed()) {
      out.putInt(key.getKey().incarnation()).putLong(key.getKey().keyHash());
      key.getValue().write(out);
    }
    token.groups().forgotten().ifPresent(index -> putVarint(out, index));
    token.keys().forgotten().ifPresent(stamp -> stamp.write(out));
    out.putInt(checksum(out.array(), out.position()));
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  static SessionToken decode(byte[] bytes) {
    checkWhole(bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - CHECKSUM_BYTES);
    try {
      SessionToken token = read(in);
      if (in.hasRemaining()) {
        throw malformed(in.remaining() + " bytes follow its end");
      }
      return token;
    } catch (BufferUnderflowException e) {
      throw malformed("it ends early");
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static void checkWhole(byte[] bytes) {
    if (bytes.length < CHECKSUM_BYTES || bytes.length > BYTES_MAX) {
      throw malformed(bytes.length + " bytes, not " + CHECKSUM_BYTES + " to " + BYTES_MAX);
    }
    int end = bytes.length - CHECKSUM_BYTES;
    if (ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
      throw malformed("its checksum does not match");
    }
  }

  private static SessionToken read(ByteBuffer in) {
    int format = in.get();
    if (format != FORMAT) {
      throw malformed("format " + format + "; this release reads " + FORMAT);
    }
    int flags = in.get();
    if ((flags & ~(GROUPS_DROPPED | KEYS_EVICTED)) != 0) {
      throw malformed("unknown flags " + flags);
    }
    long fingerprint = in.getLong();
    int groupCount = readCount(in, SessionToken.GROUPS_MAX);
    int keyCount = readCount(in, SessionToken.KEYS_MAX);
    SortedMap<Long, Long> groups = readGroups(in, groupCount);
    SortedMap<KeyId, Stamp> keys = readKeys(in, keyCount);
    Long dropped = (flags & GROUPS_DROPPED) == 0 ? null : Long.valueOf(readVarint(in));
    Stamp evicted = (flags & KEYS_EVICTED) == 0 ? null : Stamp.read(in);
    return new SessionToken(
        fingerprint,
        BoundedFloors.of(SessionToken.GROUPS_MAX, groups, dropped),
        BoundedFloors.of(SessionToken.KEYS_MAX, keys, evicted));
  }

  private static SortedMap<Long, Long> readGroups(ByteBuffer in, int count) {
    SortedMap<Long, Long> groups = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      append(groups, in.getLong(), readVarint(in));
    }
    return groups;
  }

  private static SortedMap<KeyId, Stamp> readKeys(ByteBuffer in, int count) {
    SortedMap<KeyId, Stamp> keys = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      append(keys, new KeyId(in.getInt(), in.getLong()), Stamp.read(in));
    }
    return keys;
  }

  /** Adds an entry that must come after all others. */
  private static <K extends Comparable<K>, F> void append(SortedMap<K, F> map, K key, F floor) {
    if (!map.isEmpty() && map.lastKey().compareTo(key) >= 0) {
      throw malformed("its entries are not in ascending order");
    }
    map.put(key, floor);
  }

  private static int readCount(ByteBuffer in, int max) {
    long count = readVarint(in);
    if (count > max) {
      throw malformed(count + " entries, limit " + max);
    }
    return (int) count;
  }

  private static void putVarint(ByteBuffer out, long number) {
    long rest = number;
    while (rest > 0x7f) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long readVarint(ByteBuffer in) {
    long number = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      byte next = in.get();
      number |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return number;
      }
    }
    throw malformed("a number has more than " + VARINT_BYTES_MAX + " bytes");
  }

  private static int flags(SessionToken token) {
    return (token.groups().forgotten().isPresent() ? GROUPS_DROPPED : 0)
        | (token.keys().forgotten().isPresent() ? KEYS_EVICTED : 0);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static CapstanException malformed(String what) {
    return CapstanException.of(
        Failure.TOKEN_MALFORMED, "not a session token: " + what + "; start a new session");
  }
}
