package io.capstan.session;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.ring.Token;
import io.capstan.version.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one session has seen of a cluster: the floors that a SESSION read must reach (Terry et al.,
 * <em>Session Guarantees for Weakly Consistent Replicated Data</em>, 1994).
 *
 * <p>The STRONG part holds, per Raft group (named by its lineage, the group's history), the highest
 * log index seen, for at most {@value #GROUPS_MAX} groups. When there are more, the lowest indexes
 * are dropped, and a group that is not listed must then be read at level STRONG ({@link
 * #READ_STRONG}).
 *
 * <p>The EVENTUAL part holds the exact stamp seen of at most {@value #KEYS_MAX} keys. When there
 * are more, the lowest stamps are dropped, and {@link #evicted} is the highest of those: a key that
 * is not listed was seen no further than that.
 *
 * <p>A floor is never lost: it is listed, or what replaces it asks for more. A token is at most
 * {@value TokenCodec#BYTES_MAX} bytes; {@link TokenCodec} has the format.
 *
 * <p>Thread safety: immutable.
 */
public final class SessionToken {
  /** The floor of a group about which the token only knows that it saw something. */
  public static final long READ_STRONG = Long.MAX_VALUE;

  /** The most Raft groups listed. */
  public static final int GROUPS_MAX = 64;

  /** The most keys of EVENTUAL keyspaces listed. */
  public static final int KEYS_MAX = 128;

  private final long clusterFingerprint;
  private final BoundedFloors<Long, Long> groups;
  private final BoundedFloors<KeyId, Stamp> keys;

  SessionToken(
      long clusterFingerprint, BoundedFloors<Long, Long> groups, BoundedFloors<KeyId, Stamp> keys) {
    this.clusterFingerprint = clusterFingerprint;
    this.groups = groups;
    this.keys = keys;
  }

  /** A session that has seen nothing. */
  public static SessionToken empty(long clusterFingerprint) {
    return new SessionToken(
        clusterFingerprint, BoundedFloors.none(GROUPS_MAX), BoundedFloors.none(KEYS_MAX));
  }

  /** What tells the tokens of one cluster from those of another. */
  public static long fingerprint(String clusterId) {
    return Token.of(clusterId.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws CapstanException {@link Failure#TOKEN_MALFORMED} when the bytes are not one whole token
   */
  public static SessionToken parse(byte[] bytes) {
    return TokenCodec.decode(bytes);
  }

  /** The same token has the same bytes on every machine. */
  public byte[] toBytes() {
    return TokenCodec.encode(this);
  }

  public long clusterFingerprint() {
    return clusterFingerprint;
  }

  /** Whether the session has seen nothing. */
  public boolean isEmpty() {
    return groups.isEmpty() && keys.isEmpty();
  }

  /** The latest stamp seen: what the session writes next must be later. */
  public Optional<Stamp> latestStamp() {
    return keys.highest();
  }

  /** What a read of one key of an EVENTUAL keyspace needs of this token. */
  public SessionToken projectKey(int keyspaceIncarnation, long keyHash) {
    return with(BoundedFloors.none(GROUPS_MAX), keys.only(new KeyId(keyspaceIncarnation, keyHash)));
  }

  /** What a read of many keys of EVENTUAL keyspaces needs of this token. */
  public SessionToken projectKeys() {
    return with(BoundedFloors.none(GROUPS_MAX), keys);
  }

  /** Whether the session has seen anything of an EVENTUAL keyspace. */
  public boolean hasStamps() {
    return !keys.isEmpty();
  }

  /**
   * The log index that a replica of the group must have applied before it answers: 0 for any,
   * {@link #READ_STRONG} when only a STRONG read will do.
   */
  public long strongFloor(long lineage) {
    Long index = groups.get(lineage);
    if (index != null) {
      return index;
    }
    return groups.forgotten().isPresent() ? READ_STRONG : 0;
  }

  /** The exact stamp seen of a key, when it is listed. */
  public Optional<Stamp> exact(int keyspaceIncarnation, long keyHash) {
    return Optional.ofNullable(keys.get(new KeyId(keyspaceIncarnation, keyHash)));
  }

  /** The highest stamp that is no longer listed: a floor for every key without an exact one. */
  public Optional<Stamp> evicted() {
    return keys.forgotten();
  }

  /**
   * This token, after something at an index of a group's log was seen.
   *
   * @param index 0 (nothing was seen) or more
   */
  public SessionToken withStrong(long lineage, long index) {
    if (index < 0 || index == READ_STRONG) {
      throw new IllegalArgumentException("log index " + index + " cannot be a floor");
    }
    return index == 0 ? this : with(groups.raise(lineage, index), keys);
  }

  /** This token, after a stamp of a key was seen or written. */
  public SessionToken withStamp(int keyspaceIncarnation, long keyHash, Stamp stamp) {
    return with(groups, keys.raise(new KeyId(keyspaceIncarnation, keyHash), stamp));
  }

  /**
   * What either session has seen. Commutative, associative and idempotent.
   *
   * @throws CapstanException {@link Failure#TOKEN_FOREIGN} when the other token is of another
   *     cluster
   */
  public SessionToken merge(SessionToken other) {
    if (other.clusterFingerprint != clusterFingerprint) {
      throw CapstanException.of(
          Failure.TOKEN_FOREIGN,
          String.format(
              "the session token is of cluster %016x, not of %016x; start a new session",
              other.clusterFingerprint, clusterFingerprint));
    }
    return with(groups.merge(other.groups), keys.merge(other.keys));
  }

  /**
   * What a read of one Raft group needs of this token: its floor, and whether groups were dropped.
   */
  public SessionToken projectStrong(long lineage) {
    return with(groups.only(lineage), BoundedFloors.none(KEYS_MAX));
  }

  BoundedFloors<Long, Long> groups() {
    return groups;
  }

  BoundedFloors<KeyId, Stamp> keys() {
    return keys;
  }

  private SessionToken with(
      BoundedFloors<Long, Long> newGroups, BoundedFloors<KeyId, Stamp> newKeys) {
    return new SessionToken(clusterFingerprint, newGroups, newKeys);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionToken that
        && clusterFingerprint == that.clusterFingerprint
        && groups.equals(that.groups)
        && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(clusterFingerprint) + groups.hashCode()) + keys.hashCode();
  }

  @Override
  public String toString() {
    return String.format("session of %016x: groups %s, keys %s", clusterFingerprint, groups, keys);
  }
}
