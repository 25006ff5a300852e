package io.capstan.client.retry;

import com.google.protobuf.ByteString;
import io.capstan.client.routing.Affinity;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.client.session.HeldToken;
import io.capstan.v1.Level;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Shard;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For whom a request is, and what is written on each of its attempts.
 *
 * <p>Thread safety: immutable but for the token, which may be read by any thread.
 */
final class Envelope {
  private final HeldToken token;

  Envelope(HeldToken token) {
    this.token = token;
  }

  Affinity affinity(ClusterView view, Target target, Request request) {
    if (target.eventual()) {
      return Affinity.ANY;
    }
    Shard shard = view.shards().get(target.number());
    return switch (request.operation().getKindCase()) {
      case GET, BATCH_GET, SCAN -> readAffinity(level(view, request), shard);
      default -> Affinity.LEADER;
    };
  }

  private Affinity readAffinity(Level level, Shard shard) {
    return switch (level) {
      case LEVEL_STRONG -> Affinity.LEADER;
      case LEVEL_BOUNDED, LEVEL_EVENTUAL -> Affinity.ANY;
      default -> token.wantsStrong(shard.getLineage()) ? Affinity.LEADER : Affinity.ANY_LEADER_LAST;
    };
  }

  /**
   * @param identity of a write; null: it has none
   * @param limitNanos after which nobody waits for this attempt any more
   */
  OperationHeader header(
      ClusterView view,
      Target target,
      Request request,
      @Nullable Identity identity,
      long limitNanos) {
    OperationHeader.Builder header = request.header().toBuilder();
    view.keyspace(header.getKeyspace())
        .ifPresent(keyspace -> header.setKeyspaceIncarnation(keyspace.getIncarnation()));
    header.setDeadlineMillis((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(limitNanos)));
    if (identity != null) {
      identity.writeTo(header);
    } else if (mayBeServedAsSession(request.header().getLevel())) {
      header.setSession(
          target.eventual()
              ? floor(header.getKeyspaceIncarnation(), request)
              : token.floorOf(view.shards().get(target.number()).getLineage()));
    }
    return header.build();
  }

  private ByteString floor(int keyspaceIncarnation, Request request) {
    return request.operation().hasGet()
        ? token.floorOfKey(keyspaceIncarnation, request.operation().getGet().getKey())
        : token.floorOfKeys();
  }

  /** The node may know of another default of the keyspace than our view does. */
  private static boolean mayBeServedAsSession(Level asked) {
    return asked == Level.LEVEL_SESSION || asked == Level.LEVEL_UNSPECIFIED;
  }

  private static Level level(ClusterView view, Request request) {
    Level asked = request.header().getLevel();
    if (asked != Level.LEVEL_UNSPECIFIED) {
      return asked;
    }
    Level named =
        view.keyspace(request.header().getKeyspace())
            .map(keyspace -> keyspace.getOptions().getDefaultLevel())
            .orElse(Level.LEVEL_UNSPECIFIED);
    return named == Level.LEVEL_UNSPECIFIED ? Level.LEVEL_SESSION : named;
  }
}
