package io.capstan.server.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaAnswers;
import io.capstan.peer.v1.ReplicaFrame;
import io.capstan.peer.v1.ReplicaRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One life of the stream of replica requests to another node: many requests per frame, answers
 * matched by id. Once broken it stays so, and everything unanswered fails.
 *
 * <p>What is unanswered is bounded in bytes: a slow peer costs hints, not memory. Many threads
 * queue requests; one at a time, whichever finds nobody at it, packs them into frames while the
 * stream is ready.
 *
 * <p>Thread safety: safe for use by several threads; gRPC calls the observer's methods one at a
 * time.
 */
final class ReplicaStream implements ClientResponseObserver<ReplicaFrame, ReplicaAnswers> {
  static final int FORMAT = 1;
  private static final int REQUESTS_PER_FRAME = 256;
  private static final int BYTES_PER_FRAME = 512 << 10;

  private final ReplicaFrame introduction;
  private final long unansweredBytesMax;
  private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
  private final Map<Long, Pending> unanswered = new ConcurrentHashMap<>();
  private final AtomicLong unansweredBytes = new AtomicLong();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicBoolean failed = new AtomicBoolean();
  private volatile @Nullable ClientCallStreamObserver<ReplicaFrame> requests;
  private volatile @Nullable CapstanException broken;

  private record Pending(
      ReplicaRequest request, int bytes, CompletableFuture<ReplicaAnswer> promise) {}

  /**
   * Begins when gRPC starts the call.
   *
   * @param introduction a frame without requests, which says who asks
   * @param unansweredBytesMax of requests, beyond which more are refused
   */
  ReplicaStream(ReplicaFrame introduction, long unansweredBytesMax) {
    this.introduction = introduction;
    this.unansweredBytesMax = unansweredBytesMax;
  }

  /** Sends a request, soon; fails with UNAVAILABLE or OVERLOADED when it cannot be sent. */
  CompletionStage<ReplicaAnswer> send(ReplicaRequest.Builder builder) {
    ReplicaRequest request = builder.setId(lastId.incrementAndGet()).build();
    Pending pending = new Pending(request, request.getSerializedSize(), new CompletableFuture<>());
    if (unansweredBytes.addAndGet(pending.bytes()) > unansweredBytesMax) {
      unansweredBytes.addAndGet(-pending.bytes());
      return CompletableFuture.failedFuture(
          CapstanException.of(
              Failure.OVERLOADED,
              "%d bytes of requests to the replica are unanswered".formatted(unansweredBytesMax)));
    }
    unanswered.put(request.getId(), pending);
    queue.add(pending);
    drain();
    if (broken != null) {
      failAll();
    }
    return pending.promise();
  }

  /** Whether it broke. */
  boolean isBroken() {
    return broken != null;
  }

  /** How many answers came so far. */
  long answers() {
    return answers.get();
  }

  /** Whether something is waited for. */
  boolean isWaiting() {
    return !unanswered.isEmpty();
  }

  /** Ends it. */
  void breakOff(CapstanException cause) {
    ClientCallStreamObserver<ReplicaFrame> stream = requests;
    if (failed.compareAndSet(false, true)) {
      broken = cause;
      if (stream != null) {
        stream.cancel(cause.getMessage(), null);
      }
    }
    failAll();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ReplicaFrame> stream) {
    stream.setOnReadyHandler(this::drain);
    requests = stream;
  }

  @Override
  public void onNext(ReplicaAnswers frame) {
    answers.addAndGet(Math.max(1, frame.getAnswersCount()));
    for (ReplicaAnswer answer : frame.getAnswersList()) {
      Pending pending = unanswered.remove(answer.getId());
      if (pending != null) {
        unansweredBytes.addAndGet(-pending.bytes());
        settle(pending, answer);
      }
    }
  }

  private static void settle(Pending pending, ReplicaAnswer answer) {
    if (answer.hasError()) {
      pending.promise().completeExceptionally(CapstanException.from(answer.getError()));
    } else {
      pending.promise().complete(answer);
    }
  }

  @Override
  public void onError(Throwable failure) {
    breakOff(GrpcErrors.fromStatus(failure));
  }

  @Override
  public void onCompleted() {
    breakOff(CapstanException.of(Failure.UNAVAILABLE, "the peer ended the stream"));
  }

  private void failAll() {
    CapstanException cause = broken;
    if (cause == null) {
      return;
    }
    for (Long id : List.copyOf(unanswered.keySet())) {
      Pending pending = unanswered.remove(id);
      if (pending != null) {
        unansweredBytes.addAndGet(-pending.bytes());
        pending.promise().completeExceptionally(cause);
      }
    }
  }

  private void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      ClientCallStreamObserver<ReplicaFrame> stream = requests;
      while (stream != null && broken == null && stream.isReady() && !queue.isEmpty()) {
        stream.onNext(nextFrame());
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private ReplicaFrame nextFrame() {
    ReplicaFrame.Builder frame = introduction.toBuilder();
    int bytes = 0;
    while (frame.getRequestsCount() < REQUESTS_PER_FRAME && bytes < BYTES_PER_FRAME) {
      Pending pending = queue.poll();
      if (pending == null) {
        break;
      }
      frame.addRequests(pending.request());
      bytes += pending.bytes();
    }
    return frame.build();
  }
}
