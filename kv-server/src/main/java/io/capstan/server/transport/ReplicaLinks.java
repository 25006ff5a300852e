package io.capstan.server.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaFrame;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.runtime.Ticker;
import io.capstan.server.config.Timeouts;
import io.capstan.transport.ChannelFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One kept stream to the replicas of each other member, on connections of their own, so that rows
 * do not stand in the way of term checks.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class ReplicaLinks implements AutoCloseable {
  private static final long TEND_MILLIS = 100;

  private final ChannelFactory channels;
  private final Supplier<Map<String, String>> addresses;
  private final LongSupplier epoch;
  private final Greeting greeting;
  private final Timeouts timeouts;
  private final Ticker ticker;
  private final Map<String, ReplicaLink> links = new ConcurrentHashMap<>();
  private final ScheduledFuture<?> tending;

  /**
   * Begins to connect to every other member.
   *
   * @param channels not closed by this
   * @param addresses of the members now, {@code host:port} by node id, this node's too
   * @param epoch of the placement that this node acts by
   */
  public ReplicaLinks(
      ChannelFactory channels,
      Supplier<Map<String, String>> addresses,
      LongSupplier epoch,
      Greeting greeting,
      Timeouts timeouts,
      Ticker ticker,
      ScheduledExecutorService timers) {
    this.channels = channels;
    this.addresses = addresses;
    this.epoch = epoch;
    this.greeting = greeting;
    this.timeouts = timeouts;
    this.ticker = ticker;
    this.tending = timers.scheduleWithFixedDelay(this::tend, 0, TEND_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether there is a stream to a member's replicas, and it makes progress. */
  public boolean isReachable(String nodeId) {
    ReplicaLink link = links.get(nodeId);
    return link != null && link.isUp();
  }

  /**
   * Asks a member's replicas. Fails with UNAVAILABLE at once while there is no stream, with the
   * replica's own refusal, or, when the stream breaks, with a failure that says nothing of what
   * happened there. Stages complete on event loops: what depends on them must not block.
   *
   * @param request without an id
   */
  public CompletionStage<ReplicaAnswer> replicate(String nodeId, ReplicaRequest.Builder request) {
    ReplicaLink link = links.get(nodeId);
    return link != null
        ? link.send(request)
        : CompletableFuture.failedFuture(
            CapstanException.of(Failure.UNAVAILABLE, "no stream to the replicas of " + nodeId));
  }

  private void tend() {
    Map<String, String> now = addresses.get();
    links.forEach(
        (id, link) -> {
          if (!link.connection().address().equals(now.get(id)) && links.remove(id, link)) {
            close(link);
          }
        });
    now.forEach(
        (id, address) -> {
          if (!id.equals(greeting.self().getId())) {
            links.computeIfAbsent(id, unused -> connect(address)).tend();
          }
        });
  }

  private ReplicaLink connect(String address) {
    PeerConnection connection =
        new PeerConnection(address, channels.open(address), greeting, ticker, () -> {});
    ReplicaFrame introduction =
        ReplicaFrame.newBuilder()
            .setFormat(ReplicaStream.FORMAT)
            .setClusterId(greeting.clusterId())
            .setFrom(greeting.self().getId())
            .build();
    return new ReplicaLink(
        connection, introduction, epoch, timeouts.peerHello(), timeouts.peerCall(), ticker);
  }

  private static void close(ReplicaLink link) {
    link.close();
    link.connection().close();
  }

  @Override
  public void close() {
    tending.cancel(false);
    links.values().forEach(ReplicaLinks::close);
    links.clear();
  }
}
