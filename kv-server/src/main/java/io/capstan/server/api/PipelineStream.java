package io.capstan.server.api;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.runtime.Ticker;
import io.capstan.server.config.Timeouts;
import io.capstan.server.coordinator.Coordinator;
import io.capstan.server.coordinator.Request;
import io.capstan.server.coordinator.Response;
import io.capstan.v1.Error;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.RequestContext;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.ResponseFrame;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's pipeline: frames of operations in, frames of outcomes out, as they get done.
 *
 * <p>The next frame is asked for only while fewer than {@code operationsMax} operations are
 * unanswered, and a read is refused as OVERLOADED while {@link #ANSWER_BYTES_MAX} of answers wait
 * to be sent, so that a client that does not read its answers stops being served, and memory stays
 * bounded.
 *
 * <p>Thread safety: gRPC calls in one at a time; outcomes may come from any thread.
 */
final class PipelineStream implements StreamObserver<RequestFrame> {
  static final int FORMAT = 1;
  private static final int RETRY_AFTER_MILLIS = 50;

  /** The bytes of answers that may wait for the client to read them. */
  static final int ANSWER_BYTES_MAX = 16 << 20;

  private final Coordinator coordinator;
  private final Executor workers;
  private final Ticker ticker;
  private final long longestNanos;
  private final int operationsMax;
  private final ServerCallStreamObserver<ResponseFrame> answers;
  private final Consumer<PipelineStream> gone;

  private final AnswerFrames<ResponseFrame.Item, ResponseFrame> frames;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicLong answerBytes = new AtomicLong();
  private final AtomicInteger wanted = new AtomicInteger();
  private volatile @Nullable CapstanException refusal;
  private volatile boolean halfClosed;
  private volatile boolean ending;
  private volatile boolean closed;

  /**
   * Takes the stream over and asks for its first frame.
   *
   * @param gone run once, when the stream takes no more frames because it is over
   */
  PipelineStream(
      Coordinator coordinator,
      Executor workers,
      Ticker ticker,
      Timeouts timeouts,
      int operationsMax,
      ServerCallStreamObserver<ResponseFrame> answers,
      Consumer<PipelineStream> gone) {
    this.coordinator = coordinator;
    this.workers = workers;
    this.ticker = ticker;
    this.longestNanos = timeouts.requestDeadlineMax().toNanos();
    this.operationsMax = operationsMax;
    this.answers = answers;
    this.gone = gone;
    answers.disableAutoRequest();
    this.frames = new AnswerFrames<>(answers, new Outgoing());
    answers.setOnReadyHandler(frames::drain);
    answers.setOnCancelHandler(this::over);
    answers.request(1);
  }

  /**
   * Answers what is begun and takes no frame any more; then the stream ends as UNAVAILABLE, and the
   * client goes to another node. What a client sends meanwhile is left unanswered.
   */
  void end() {
    ending = true;
    frames.drain();
  }

  @Override
  public void onNext(RequestFrame frame) {
    if (closed) {
      return;
    }
    if (frame.getFormat() != FORMAT) {
      refusal =
          CapstanException.of(
              Failure.MALFORMED_FRAME,
              "frame format %d; this node reads format %d".formatted(frame.getFormat(), FORMAT));
      frames.drain();
      return;
    }
    unanswered.addAndGet(frame.getItemsCount());
    long now = ticker.nanos();
    workers.execute(() -> frame.getItemsList().forEach(item -> start(frame, item, now)));
    wanted.incrementAndGet();
    askForMore();
  }

  @Override
  public void onError(Throwable broken) {
    over();
  }

  @Override
  public void onCompleted() {
    halfClosed = true;
    frames.drain();
  }

  private void over() {
    closed = true;
    gone.accept(this);
  }

  private void start(RequestFrame frame, RequestFrame.Item item, long arrived) {
    try {
      Validation.check(item.getHeader(), item.getOperation());
      checkRoom(item.getOperation());
    } catch (CapstanException refusal) {
      answer(refused(item.getId(), refusal.error()));
      return;
    }
    var unused =
        coordinator
            .execute(request(frame.getContext(), item, arrived))
            .thenAccept(done -> answer(answered(item.getId(), done)));
  }

  private void checkRoom(Operation operation) {
    long waiting = answerBytes.get();
    if (waiting > ANSWER_BYTES_MAX && isRead(operation)) {
      throw CapstanException.of(
              Failure.OVERLOADED,
              "answer bytes that wait to be read on this pipeline: %d, at most %d"
                  .formatted(waiting, ANSWER_BYTES_MAX))
          .withRetryAfterMillis(RETRY_AFTER_MILLIS);
    }
  }

  private static boolean isRead(Operation operation) {
    return operation.hasGet() || operation.hasBatchGet() || operation.hasScan();
  }

  private Request request(RequestContext context, RequestFrame.Item item, long arrived) {
    long asked = item.getHeader().getDeadlineMillis() * 1_000_000L;
    long left = asked == 0 ? longestNanos : Math.min(asked, longestNanos);
    return new Request(context, item.getHeader(), item.getOperation(), arrived + left);
  }

  private static ResponseFrame.Item refused(long id, Error error) {
    return ResponseFrame.Item.newBuilder()
        .setId(id)
        .setOutcome(Outcome.newBuilder().setError(error))
        .build();
  }

  private static ResponseFrame.Item answered(long id, Response done) {
    return ResponseFrame.Item.newBuilder()
        .setId(id)
        .setHeader(done.header())
        .setOutcome(done.outcome())
        .build();
  }

  private void answer(ResponseFrame.Item item) {
    answerBytes.addAndGet(item.getSerializedSize());
    frames.add(item);
  }

  /** What {@link AnswerFrames} sends. */
  private final class Outgoing implements AnswerFrames.Stream<ResponseFrame.Item, ResponseFrame> {
    @Override
    public boolean isOver() {
      return closed;
    }

    @Override
    public ResponseFrame frame(List<ResponseFrame.Item> items, int bytes) {
      unanswered.addAndGet(-items.size());
      answerBytes.addAndGet(-bytes);
      return ResponseFrame.newBuilder()
          .setFormat(FORMAT)
          .setEpoch(coordinator.epoch())
          .addAllItems(items)
          .build();
    }

    @Override
    public void sent() {
      closeWhenDone();
      askForMore();
    }
  }

  private void closeWhenDone() {
    CapstanException refused = refusal;
    if (closed) {
      return;
    }
    if (refused != null) {
      over();
      answers.onError(GrpcErrors.toStatus(refused.error()));
    } else if (unanswered.get() == 0 && (halfClosed || ending)) {
      over();
      if (halfClosed) {
        answers.onCompleted();
      } else {
        answers.onError(
            GrpcErrors.toStatus(
                CapstanException.of(Failure.UNAVAILABLE, "this node stops; go on at another")
                    .error()));
      }
    }
  }

  private void askForMore() {
    while (!closed && !ending && unanswered.get() < operationsMax) {
      int waiting = wanted.get();
      if (waiting == 0) {
        return;
      }
      if (wanted.compareAndSet(waiting, waiting - 1)) {
        answers.request(1);
      }
    }
  }
}
