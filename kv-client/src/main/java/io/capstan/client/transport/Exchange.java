package io.capstan.client.transport;

import io.capstan.error.CapstanException;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.ResponseFrame;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One operation on its way to one node and back. It ends exactly once: answered, lost, or cancelled
 * by its owner, whichever comes first.
 *
 * <p>Thread safety: safe for use by several threads; the listener is called by whoever ends it, and
 * holds no lock of this package then.
 */
public final class Exchange {
  private final OperationHeader header;
  private final Operation operation;
  private final Listener listener;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
  private volatile @Nullable Runnable onCancel;

  public Exchange(OperationHeader header, Operation operation, Listener listener) {
    this.header = header;
    this.operation = operation;
    this.listener = listener;
  }

  /** Who waits for the end. Must not block. */
  public interface Listener {
    void answered(ResponseFrame.Item answer);

    /**
     * No answer will come.
     *
     * @param sent whether the operation may have reached the node
     */
    void lost(boolean sent, CapstanException cause);
  }

  /** What a cancellation found. */
  public enum Cancelled {
    /** It will never be sent. */
    BEFORE_IT_WAS_SENT,
    AFTER_IT_WAS_SENT,
    /** The listener was, or is about to be, called. */
    TOO_LATE
  }

  private enum State {
    QUEUED,
    SENT,
    ENDED
  }

  /** Ends it without calling the listener. An answer that comes later is ignored. */
  public Cancelled cancel() {
    State before = state.getAndSet(State.ENDED);
    if (before == State.ENDED) {
      return Cancelled.TOO_LATE;
    }
    Runnable cleanUp = onCancel;
    if (cleanUp != null) {
      cleanUp.run();
    }
    return before == State.SENT ? Cancelled.AFTER_IT_WAS_SENT : Cancelled.BEFORE_IT_WAS_SENT;
  }

  boolean isEnded() {
    return state.get() == State.ENDED;
  }

  void onCancel(Runnable cleanUp) {
    onCancel = cleanUp;
  }

  /** Claims it for a frame; false: it ended in the queue and must not be sent any more. */
  boolean startSending() {
    return state.compareAndSet(State.QUEUED, State.SENT);
  }

  void answer(ResponseFrame.Item answer) {
    if (state.getAndSet(State.ENDED) != State.ENDED) {
      listener.answered(answer);
    }
  }

  void lose(CapstanException cause) {
    State before = state.getAndSet(State.ENDED);
    if (before != State.ENDED) {
      listener.lost(before == State.SENT, cause);
    }
  }

  RequestFrame.Item toItem(long id) {
    return RequestFrame.Item.newBuilder()
        .setId(id)
        .setHeader(header)
        .setOperation(operation)
        .build();
  }
}
