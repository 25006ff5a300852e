package io.capstan.server.api;

import com.google.protobuf.MessageLite;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The answers of one stream on their way out: packed into frames while the other end reads them, by
 * one thread at a time; whoever finds another one at it leaves it the work. Nobody else touches
 * gRPC's observer, so that the end of the stream never crosses a frame.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class AnswerFrames<A extends MessageLite, F> {
  private static final int ANSWERS_PER_FRAME = 256;
  private static final int BYTES_PER_FRAME = 512 << 10;

  private final ServerCallStreamObserver<F> out;
  private final Stream<A, F> stream;
  private final Queue<A> answered = new ConcurrentLinkedQueue<>();
  private final AtomicInteger work = new AtomicInteger();

  /** Whose answers they are. Its methods are called by one thread at a time. */
  interface Stream<A, F> {
    /** Whether nothing may be sent any more. */
    boolean isOver();

    /**
     * A frame of these answers.
     *
     * @param bytes of all of them
     */
    F frame(List<A> answers, int bytes);

    /** All that could be sent was; this is where the stream may be ended. */
    void sent();
  }

  AnswerFrames(ServerCallStreamObserver<F> out, Stream<A, F> stream) {
    this.out = out;
    this.stream = stream;
  }

  void add(A answer) {
    answered.add(answer);
    drain();
  }

  /** Sends what the other end will take, unless somebody is at it, who then does. */
  void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      while (!stream.isOver() && out.isReady() && !answered.isEmpty()) {
        out.onNext(next());
      }
      stream.sent();
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private F next() {
    List<A> answers = new ArrayList<>();
    int bytes = 0;
    while (answers.size() < ANSWERS_PER_FRAME && bytes < BYTES_PER_FRAME) {
      A answer = answered.poll();
      if (answer == null) {
        break;
      }
      answers.add(answer);
      bytes += answer.getSerializedSize();
    }
    return stream.frame(answers, bytes);
  }
}
