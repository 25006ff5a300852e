package io.capstan.client.session;

import com.google.protobuf.ByteString;
import io.capstan.ring.Token;
import io.capstan.session.SessionToken;
import io.capstan.version.Stamp;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The client's session token: raised by every answer, read by every SESSION read.
 *
 * <p>Thread safety: an immutable token behind an atomic reference; it only ever grows.
 */
public final class HeldToken {
  private static final SessionToken OF_NO_CLUSTER = SessionToken.empty(0);

  private final AtomicReference<@Nullable SessionToken> token = new AtomicReference<>();
  private final Map<Long, Projection> projections = new ConcurrentHashMap<>();
  private volatile ByteString lastMerged = ByteString.EMPTY;
  private volatile @Nullable Latest latest;

  public HeldToken(Optional<SessionToken> initial) {
    initial.ifPresent(this::merge);
  }

  /** One group's part of a token, and the token that it was made from. */
  private record Projection(SessionToken whole, ByteString bytes) {}

  /** A token and its latest stamp. */
  private record Latest(SessionToken whole, Optional<Stamp> stamp) {}

  /** Of no cluster, and empty, until something was merged. */
  public SessionToken current() {
    SessionToken held = token.get();
    return held == null ? OF_NO_CLUSTER : held;
  }

  /** Raises the floors. An empty token raises none, whatever its cluster. */
  public void merge(SessionToken other) {
    if (!other.isEmpty()) {
      token.accumulateAndGet(
          other, (held, added) -> held == null || added == null ? added : held.merge(added));
    }
  }

  /** Raises the floors to what an answer carried; empty bytes raise none. */
  public void merge(ByteString answer) {
    if (!answer.isEmpty() && !answer.equals(lastMerged)) {
      merge(SessionToken.parse(answer.toByteArray()));
      lastMerged = answer;
    }
  }

  /**
   * Fixes the cluster: from now on tokens of others are refused.
   *
   * @throws io.capstan.error.CapstanException TOKEN_FOREIGN if the present token is of another one
   */
  public void bindTo(String clusterId) {
    token.accumulateAndGet(
        SessionToken.empty(SessionToken.fingerprint(clusterId)),
        (held, mine) -> held == null || mine == null ? mine : mine.merge(held));
  }

  /** What a read of this group must send; empty: it may be answered by any state. */
  @SuppressWarnings("ReferenceEquality") // an equal token that is another object costs a projection
  public ByteString floorOf(long lineage) {
    SessionToken held = token.get();
    if (held == null) {
      return ByteString.EMPTY;
    }
    Projection made = projections.get(lineage);
    if (made == null || made.whole != held) {
      SessionToken part = held.projectStrong(lineage);
      made = new Projection(held, bytes(part));
      projections.put(lineage, made);
    }
    return made.bytes;
  }

  /** What a read of one key of an EVENTUAL keyspace must send; empty: any state will do. */
  public ByteString floorOfKey(int keyspaceIncarnation, ByteString key) {
    SessionToken held = token.get();
    return held == null || !held.hasStamps()
        ? ByteString.EMPTY
        : bytes(held.projectKey(keyspaceIncarnation, Token.of(key.toByteArray())));
  }

  /** What a read of many keys of an EVENTUAL keyspace must send; empty: any state will do. */
  public ByteString floorOfKeys() {
    SessionToken held = token.get();
    return held == null || !held.hasStamps() ? ByteString.EMPTY : bytes(held.projectKeys());
  }

  /** The latest stamp of an EVENTUAL keyspace that was seen. */
  @SuppressWarnings("ReferenceEquality") // an equal token that is another object costs a search
  public Optional<Stamp> latestStamp() {
    SessionToken held = token.get();
    if (held == null || !held.hasStamps()) {
      return Optional.empty();
    }
    Latest known = latest;
    if (known == null || known.whole != held) {
      known = new Latest(held, held.latestStamp());
      latest = known;
    }
    return known.stamp;
  }

  private static ByteString bytes(SessionToken part) {
    return part.isEmpty() ? ByteString.EMPTY : ByteString.copyFrom(part.toBytes());
  }

  /** Whether the token only knows that it saw something of this group. */
  public boolean wantsStrong(long lineage) {
    SessionToken held = token.get();
    return held != null && held.strongFloor(lineage) == SessionToken.READ_STRONG;
  }
}
