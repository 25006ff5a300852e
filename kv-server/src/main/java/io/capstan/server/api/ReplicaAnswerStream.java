package io.capstan.server.api;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaAnswers;
import io.capstan.peer.v1.ReplicaFrame;
import io.capstan.peer.v1.ReplicaRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One peer's requests to this node's replicas: frames in, frames of answers out, as they get done.
 * The peer bounds what is unanswered; a frame that is not of this cluster ends the stream.
 *
 * <p>Thread safety: gRPC calls in one at a time; answers may come from any thread.
 */
final class ReplicaAnswerStream implements StreamObserver<ReplicaFrame> {
  private static final int FORMAT = 1;
  private static final int ANSWERS_PER_FRAME = 256;
  private static final int BYTES_PER_FRAME = 512 << 10;

  private final String clusterId;
  private final Function<ReplicaRequest, CompletionStage<ReplicaAnswer>> replicas;
  private final Executor workers;
  private final ServerCallStreamObserver<ReplicaAnswers> out;
  private final Queue<ReplicaAnswer> answered = new ConcurrentLinkedQueue<>();
  private final AtomicInteger drains = new AtomicInteger();
  private final Consumer<ReplicaAnswerStream> gone;
  private final AtomicBoolean closed = new AtomicBoolean();

  ReplicaAnswerStream(
      String clusterId,
      Function<ReplicaRequest, CompletionStage<ReplicaAnswer>> replicas,
      Executor workers,
      ServerCallStreamObserver<ReplicaAnswers> out,
      Consumer<ReplicaAnswerStream> gone) {
    this.clusterId = clusterId;
    this.replicas = replicas;
    this.workers = workers;
    this.out = out;
    this.gone = gone;
    out.setOnReadyHandler(this::drain);
    out.setOnCancelHandler(this::over);
  }

  @Override
  public void onNext(ReplicaFrame frame) {
    if (closed.get()) {
      return;
    }
    if (frame.getFormat() != FORMAT) {
      refuse(
          CapstanException.of(
              Failure.MALFORMED_FRAME,
              "frame format %d; this node reads format %d".formatted(frame.getFormat(), FORMAT)));
    } else if (!frame.getClusterId().equals(clusterId)) {
      refuse(
          CapstanException.of(
              Failure.WRONG_CLUSTER,
              "the frame is for cluster %s, this node belongs to %s"
                  .formatted(frame.getClusterId(), clusterId)));
    } else {
      workers.execute(() -> carryOut(frame));
    }
  }

  private void carryOut(ReplicaFrame frame) {
    frame
        .getRequestsList()
        .forEach(
            request -> {
              var unused = replicas.apply(request).thenAccept(this::answer);
            });
  }

  private void refuse(CapstanException refusal) {
    if (over()) {
      out.onError(GrpcErrors.toStatus(refusal.error()));
    }
  }

  /** Ends the stream, whatever is unanswered. */
  void end() {
    refuse(CapstanException.of(Failure.UNAVAILABLE, "this node stops"));
  }

  /** False: it was over before. */
  private boolean over() {
    gone.accept(this);
    return closed.compareAndSet(false, true);
  }

  @Override
  public void onError(Throwable broken) {
    over();
  }

  @Override
  public void onCompleted() {
    if (over()) {
      out.onCompleted();
    }
  }

  private void answer(ReplicaAnswer answer) {
    answered.add(answer);
    drain();
  }

  /** Sends what is answered, from one thread at a time; the others leave it their work. */
  private void drain() {
    if (drains.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      while (!closed.get() && out.isReady() && !answered.isEmpty()) {
        out.onNext(nextFrame());
      }
      seen = drains.addAndGet(-seen);
    } while (seen != 0);
  }

  private ReplicaAnswers nextFrame() {
    var frame = ReplicaAnswers.newBuilder().setFormat(FORMAT);
    int bytes = 0;
    while (frame.getAnswersCount() < ANSWERS_PER_FRAME && bytes < BYTES_PER_FRAME) {
      ReplicaAnswer answer = answered.poll();
      if (answer == null) {
        break;
      }
      frame.addAnswers(answer);
      bytes += answer.getSerializedSize();
    }
    return frame.build();
  }
}
