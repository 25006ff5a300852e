package io.capstan.server.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.runtime.Ticker;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one address, greeted before anything else is said on it.
 *
 * <p>A refused greeting (another cluster, other formats, a name that is not ours) is remembered,
 * and logged once, until the connection breaks: only another process can give another answer. Any
 * other failure to greet is forgotten at once.
 *
 * <p>A call that times out gives up the connection: after a cut, TCP would wait ever longer before
 * it tries again, and a new connection does not. For the same reason a failed connection is tried
 * anew with the next call, at most every {@value #RECONNECT_MILLIS} ms, instead of after gRPC's
 * growing pauses.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class PeerConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
  private static final int RECONNECT_MILLIS = 200;

  /** What a peer says to a node that it will never take for a peer. */
  private static final Set<Failure> REFUSALS =
      Set.of(
          Failure.WRONG_CLUSTER,
          Failure.VERSION_UNSUPPORTED,
          Failure.NODE_ID_TAKEN,
          Failure.DISK_REPLACED);

  private final String address;
  private final ManagedChannel channel;
  private final Greeting greeting;
  private final Ticker ticker;
  private final Runnable helloFailed;
  private final AtomicLong reconnectedAtNanos;

  /** Pending, answered or refused; null before the first call and after a break. */
  private final AtomicReference<@Nullable CompletableFuture<HelloResponse>> greeted =
      new AtomicReference<>();

  /**
   * Connects with the first call.
   *
   * @param channel closed with this connection
   * @param helloFailed called for each greeting that fails, for whatever reason
   */
  PeerConnection(
      String address,
      ManagedChannel channel,
      Greeting greeting,
      Ticker ticker,
      Runnable helloFailed) {
    this.address = address;
    this.channel = channel;
    this.greeting = greeting;
    this.ticker = ticker;
    this.helloFailed = helloFailed;
    this.reconnectedAtNanos = new AtomicLong(ticker.nanos());
    watch(channel.getState(false));
  }

  String address() {
    return address;
  }

  /** Greets, unless that is done; fails with a definite {@link CapstanException}. */
  CompletionStage<HelloResponse> greet(Duration timeout) {
    CompletableFuture<HelloResponse> mine = new CompletableFuture<>();
    CompletableFuture<HelloResponse> known = greeted.compareAndExchange(null, mine);
    if (known != null) {
      return known;
    }
    reconnectSoon();
    Deadline deadline = Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
    send(PeerGrpc.getHelloMethod(), greeting.request(), deadline)
        .whenComplete((response, thrown) -> settle(mine, response, thrown));
    return mine;
  }

  /** One call, without greeting first; fails with {@link CapstanException}. */
  <Q, R> CompletionStage<R> send(MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
    Reply<R> reply = new Reply<>();
    CallOptions options = CallOptions.DEFAULT.withDeadline(deadline);
    ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, reply);
    return reply.future;
  }

  /** Opens a stream, on a connection that was greeted. */
  <Q, R> void stream(MethodDescriptor<Q, R> method, StreamObserver<R> answers) {
    var unused =
        ClientCalls.asyncBidiStreamingCall(channel.newCall(method, CallOptions.DEFAULT), answers);
  }

  /** Gives up a connection on which nothing is answered: the next call makes a new one. */
  void giveUp() {
    channel.enterIdle();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private void settle(
      CompletableFuture<HelloResponse> mine,
      @Nullable HelloResponse response,
      @Nullable Throwable thrown) {
    Optional<CapstanException> refusal =
        response != null ? greeting.refusal(response) : refusedByPeer(thrown);
    if (refusal.isPresent()) {
      LOG.error("No peer at {}: {}", address, refusal.get().getMessage());
      helloFailed.run();
      mine.completeExceptionally(refusal.get());
    } else if (response != null) {
      mine.complete(response);
    } else {
      greeted.compareAndSet(mine, null);
      helloFailed.run();
      mine.completeExceptionally(unreachable(thrown));
    }
  }

  private static Optional<CapstanException> refusedByPeer(@Nullable Throwable thrown) {
    return thrown instanceof CapstanException refusal && REFUSALS.contains(refusal.failure())
        ? Optional.of(refusal)
        : Optional.empty();
  }

  /** Definite, unlike the greeting's own failure: what was to follow it was never sent. */
  private CapstanException unreachable(@Nullable Throwable thrown) {
    return CapstanException.of(
        Failure.UNAVAILABLE, "the node at %s cannot be reached: %s".formatted(address, thrown));
  }

  /** Forgets the greeting with the connection that it was made on. */
  private void watch(ConnectivityState seen) {
    if (seen == ConnectivityState.SHUTDOWN) {
      return;
    }
    channel.notifyWhenStateChanged(
        seen,
        () -> {
          ConnectivityState now = channel.getState(false);
          if (seen == ConnectivityState.READY || now == ConnectivityState.IDLE) {
            greeted.set(null);
          }
          watch(now);
        });
  }

  private void reconnectSoon() {
    long now = ticker.nanos();
    long last = reconnectedAtNanos.get();
    boolean due = now - last >= TimeUnit.MILLISECONDS.toNanos(RECONNECT_MILLIS);
    if (due
        && channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE
        && reconnectedAtNanos.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /** Turns gRPC's callbacks into a future. */
  private final class Reply<R> implements StreamObserver<R> {
    private final CompletableFuture<R> future = new CompletableFuture<>();
    private @Nullable R value;

    @Override
    public void onNext(R response) {
      value = response;
    }

    @Override
    public void onError(Throwable thrown) {
      CapstanException failure = GrpcErrors.fromStatus(thrown);
      if (failure.failure() == Failure.DEADLINE_EXCEEDED) {
        giveUp();
      }
      future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      R response = value;
      if (response == null) {
        onError(new IllegalStateException("the call to " + address + " ended without an answer"));
      } else {
        future.complete(response);
      }
    }
  }
}
