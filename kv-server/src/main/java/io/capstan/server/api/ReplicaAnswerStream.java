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
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One peer's requests to this node's replicas: frames in, frames of answers out, as they get done.
 * The peer bounds what is unanswered; a frame that is not of this cluster ends the stream.
 *
 * <p>Thread safety: gRPC calls in one at a time; answers may come from any thread.
 */
final class ReplicaAnswerStream
    implements StreamObserver<ReplicaFrame>, AnswerFrames.Stream<ReplicaAnswer, ReplicaAnswers> {
  private static final int FORMAT = 1;

  private final String clusterId;
  private final Function<ReplicaRequest, CompletionStage<ReplicaAnswer>> replicas;
  private final Executor workers;
  private final ServerCallStreamObserver<ReplicaAnswers> out;
  private final Consumer<ReplicaAnswerStream> gone;
  private final AnswerFrames<ReplicaAnswer, ReplicaAnswers> frames;
  // Null: nobody has ended the stream.
  private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();
  private volatile boolean over;

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
    this.frames = new AnswerFrames<>(out, this);
    out.setOnReadyHandler(frames::drain);
    out.setOnCancelHandler(this::over);
  }

  @Override
  public void onNext(ReplicaFrame frame) {
    if (over || end.get() != null) {
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
              var unused = replicas.apply(request).thenAccept(frames::add);
            });
  }

  private void refuse(CapstanException refusal) {
    end(() -> out.onError(GrpcErrors.toStatus(refusal.error())));
  }

  /** Ends the stream, whatever is unanswered. */
  void end() {
    refuse(CapstanException.of(Failure.UNAVAILABLE, "this node stops"));
  }

  private void end(Runnable how) {
    end.compareAndSet(null, how);
    frames.drain();
  }

  private void over() {
    over = true;
    gone.accept(this);
  }

  @Override
  public void onError(Throwable broken) {
    over();
  }

  @Override
  public void onCompleted() {
    end(out::onCompleted);
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public ReplicaAnswers frame(List<ReplicaAnswer> answers, int bytes) {
    return ReplicaAnswers.newBuilder().setFormat(FORMAT).addAllAnswers(answers).build();
  }

  @Override
  public void sent() {
    Runnable how = end.get();
    if (how != null && !over) {
      over();
      how.run();
    }
  }
}
