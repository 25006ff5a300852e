package io.capstan.server.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaFrame;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The stream of replica requests to one connection, opened again whenever it broke. Somebody calls
 * {@link #tend} every now and then.
 *
 * <p>Health is progress: a peer that answers nothing for a while, though something is asked, is
 * given up, whatever its TCP says.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class ReplicaLink {
  /** Of requests; about a second's worth of writes. */
  private static final long UNANSWERED_BYTES_MAX = 32L << 20;

  private final PeerConnection connection;
  private final ReplicaFrame introduction;
  private final LongSupplier epoch;
  private final Duration helloTimeout;
  private final long patienceNanos;
  private final Ticker ticker;
  private final AtomicBoolean opening = new AtomicBoolean();
  private volatile @Nullable ReplicaStream stream;
  // Guarded by this.
  private long progressSeen;
  private long progressAtNanos;

  /**
   * Opens nothing yet.
   *
   * @param introduction a frame without requests and epoch
   * @param patience how long a peer may leave everything unanswered
   */
  ReplicaLink(
      PeerConnection connection,
      ReplicaFrame introduction,
      LongSupplier epoch,
      Duration helloTimeout,
      Duration patience,
      Ticker ticker) {
    this.connection = connection;
    this.introduction = introduction;
    this.epoch = epoch;
    this.helloTimeout = helloTimeout;
    this.patienceNanos = patience.toNanos();
    this.ticker = ticker;
  }

  /** The connection that it is on. */
  PeerConnection connection() {
    return connection;
  }

  boolean isUp() {
    ReplicaStream now = stream;
    return now != null && !now.isBroken();
  }

  CompletionStage<ReplicaAnswer> send(ReplicaRequest.Builder request) {
    ReplicaStream now = stream;
    if (now == null || now.isBroken()) {
      return CompletableFuture.failedFuture(
          CapstanException.of(
              Failure.UNAVAILABLE, "no stream to the replica at " + connection.address()));
    }
    return now.send(request);
  }

  /** Opens the stream if there is none, and gives it up if it makes no progress. */
  void tend() {
    ReplicaStream now = stream;
    if (now == null || now.isBroken()) {
      open();
    } else if (!progresses(now)) {
      now.breakOff(
          CapstanException.of(
              Failure.UNAVAILABLE,
              "the replica at " + connection.address() + " has stopped answering"));
      connection.giveUp();
    }
  }

  void close() {
    ReplicaStream now = stream;
    if (now != null) {
      now.breakOff(CapstanException.of(Failure.UNAVAILABLE, "this node stops"));
    }
  }

  private synchronized boolean progresses(ReplicaStream now) {
    long answers = now.answers();
    if (!now.isWaiting() || answers != progressSeen) {
      progressSeen = answers;
      progressAtNanos = ticker.nanos();
      return true;
    }
    return ticker.nanos() - progressAtNanos < patienceNanos;
  }

  private void open() {
    if (!opening.compareAndSet(false, true)) {
      return;
    }
    var unused =
        connection
            .greet(helloTimeout)
            .whenComplete(
                (hello, refusal) -> {
                  try {
                    if (refusal == null) {
                      begin();
                    }
                  } finally {
                    opening.set(false);
                  }
                });
  }

  private synchronized void begin() {
    ReplicaStream opened =
        new ReplicaStream(
            introduction.toBuilder().setEpoch(epoch.getAsLong()).build(), UNANSWERED_BYTES_MAX);
    progressSeen = 0;
    progressAtNanos = ticker.nanos();
    connection.stream(PeerGrpc.getReplicateMethod(), opened);
    stream = opened;
  }
}
