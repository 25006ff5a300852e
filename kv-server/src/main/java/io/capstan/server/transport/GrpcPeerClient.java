package io.capstan.server.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.ClockRequest;
import io.capstan.peer.v1.ClockResponse;
import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.JoinResponse;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.ProposeResponse;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.runtime.Ticker;
import io.capstan.server.config.Timeouts;
import io.capstan.transport.ChannelFactory;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls to other nodes over gRPC: one kept connection per member, a short-lived one for a call to
 * an address.
 *
 * <p>Members come and go, and move to other addresses, while this runs: each call looks the address
 * up, and connections to addresses that no member has any more are closed.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class GrpcPeerClient implements PeerClient {
  private final ChannelFactory channels;
  private final Supplier<Map<String, String>> addresses;
  private final Greeting greeting;
  private final Timeouts timeouts;
  private final Ticker ticker;
  private final Runnable helloFailed;
  private final Map<String, PeerConnection> members = new ConcurrentHashMap<>();

  /**
   * Connects to nobody yet.
   *
   * @param channels not closed by this client
   * @param addresses of the members now, {@code host:port} by node id
   * @param helloFailed called for each greeting that fails, for a metric
   */
  public GrpcPeerClient(
      ChannelFactory channels,
      Supplier<Map<String, String>> addresses,
      Greeting greeting,
      Timeouts timeouts,
      Ticker ticker,
      Runnable helloFailed) {
    this.channels = channels;
    this.addresses = addresses;
    this.greeting = greeting;
    this.timeouts = timeouts;
    this.ticker = ticker;
    this.helloFailed = helloFailed;
  }

  @Override
  public CompletionStage<HelloResponse> hello(String address) {
    return once(address, connection -> connection.greet(timeouts.peerHello()));
  }

  @Override
  public CompletionStage<TermCheckResponse> termCheck(String nodeId, TermCheckRequest request) {
    return member(nodeId, PeerGrpc.getTermCheckMethod(), request, timeouts.termCheck());
  }

  @Override
  public CompletionStage<FreshnessResponse> freshness(String nodeId, FreshnessRequest request) {
    return member(nodeId, PeerGrpc.getFreshnessMethod(), request, timeouts.termCheck());
  }

  @Override
  public CompletionStage<Long> clock(String nodeId) {
    ClockRequest request = ClockRequest.newBuilder().setClusterId(greeting.clusterId()).build();
    return member(nodeId, PeerGrpc.getClockMethod(), request, timeouts.termCheck())
        .thenApply(ClockResponse::getMillis);
  }

  @Override
  public CompletionStage<ProposeResponse> propose(String nodeId, ProposeRequest request) {
    return member(nodeId, PeerGrpc.getProposeMethod(), request, timeouts.peerCall());
  }

  @Override
  public CompletionStage<JoinResponse> join(String address, JoinRequest request) {
    return once(
        address,
        connection -> call(connection, PeerGrpc.getJoinMethod(), request, timeouts.join()));
  }

  @Override
  public void close() {
    members.values().forEach(PeerConnection::close);
    members.clear();
  }

  private <Q, R> CompletionStage<R> member(
      String nodeId, MethodDescriptor<Q, R> method, Q request, Duration timeout) {
    PeerConnection connection = connection(nodeId);
    if (connection == null) {
      return CompletableFuture.failedStage(
          CapstanException.of(
              Failure.UNAVAILABLE, "node " + nodeId + " is not a member, as far as is known here"));
    }
    return call(connection, method, request, timeout);
  }

  /** Greets if need be, then calls; both within the time limit. */
  private <Q, R> CompletionStage<R> call(
      PeerConnection connection, MethodDescriptor<Q, R> method, Q request, Duration timeout) {
    Deadline deadline = Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
    CompletableFuture<R> result = new CompletableFuture<>();
    connection
        .greet(shorter(timeout, timeouts.peerHello()))
        .whenComplete(
            (hello, refusal) -> {
              if (refusal != null) {
                result.completeExceptionally(refusal);
              } else {
                forward(connection.send(method, request, deadline), result);
              }
            });
    return result;
  }

  /** The connection to a member, or null for none; closes what membership has left behind. */
  private @Nullable PeerConnection connection(String nodeId) {
    Map<String, String> now = addresses.get();
    String address = now.get(nodeId);
    PeerConnection known = members.get(nodeId);
    if (address != null && known != null && known.address().equals(address)) {
      return known;
    }
    members.forEach((id, each) -> closeIfMoved(id, each, now));
    return address == null ? null : members.computeIfAbsent(nodeId, id -> connect(address));
  }

  private void closeIfMoved(String nodeId, PeerConnection connection, Map<String, String> now) {
    if (!connection.address().equals(now.get(nodeId)) && members.remove(nodeId, connection)) {
      connection.close();
    }
  }

  private <R> CompletionStage<R> once(
      String address, Function<PeerConnection, CompletionStage<R>> use) {
    PeerConnection connection = connect(address);
    CompletableFuture<R> result = new CompletableFuture<>();
    use.apply(connection)
        .whenComplete(
            (value, failure) -> {
              connection.close();
              complete(result, value, failure);
            });
    return result;
  }

  private PeerConnection connect(String address) {
    return new PeerConnection(address, channels.open(address), greeting, ticker, helloFailed);
  }

  private static <R> void forward(CompletionStage<R> from, CompletableFuture<R> to) {
    from.whenComplete((value, failure) -> complete(to, value, failure));
  }

  private static <R> void complete(
      CompletableFuture<R> future, R value, @Nullable Throwable failure) {
    if (failure != null) {
      future.completeExceptionally(failure);
    } else {
      future.complete(value);
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
