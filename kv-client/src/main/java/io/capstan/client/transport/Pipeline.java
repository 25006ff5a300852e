package io.capstan.client.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.limits.Limits;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.ResponseFrame;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One life of the stream to a node: frames out, answers matched by id. Once broken it stays so.
 *
 * <p>Thread safety: {@link #write}, {@link #isReady} and {@link #abandon} are confined to the
 * stream's drainer; gRPC calls the observer's methods one at a time.
 */
final class Pipeline implements ClientResponseObserver<RequestFrame, ResponseFrame> {
  private static final int FRAME_ITEMS_MAX = 256;
  private static final int FRAME_BYTES_WANTED = 512 << 10;

  private final NodeStream owner;
  private final StreamEvents events;
  private final AtomicInteger inFlight;
  private final Map<Long, Exchange> unanswered = new ConcurrentHashMap<>();
  private volatile @Nullable ClientCallStreamObserver<RequestFrame> requests;
  private volatile @Nullable CapstanException broken;
  private long lastId;

  Pipeline(NodeStream owner, StreamEvents events, AtomicInteger inFlight) {
    this.owner = owner;
    this.events = events;
    this.inFlight = inFlight;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<RequestFrame> stream) {
    stream.setOnReadyHandler(owner::drain);
    requests = stream;
  }

  @Override
  public void onNext(ResponseFrame frame) {
    owner.deliver(frame, this);
  }

  @Override
  public void onError(Throwable failure) {
    breakOff(GrpcErrors.fromStatus(failure));
  }

  @Override
  public void onCompleted() {
    breakOff(CapstanException.of(Failure.UNAVAILABLE, "the node ended the stream"));
  }

  private void breakOff(CapstanException cause) {
    broken = cause;
    owner.drain();
  }

  @Nullable CapstanException broken() {
    return broken;
  }

  boolean isReady() {
    ClientCallStreamObserver<RequestFrame> stream = requests;
    return stream != null && broken == null && stream.isReady();
  }

  /**
   * Writes one frame of what is queued; what was cancelled in the queue is left out. An item that
   * would take the frame past its limit begins the next one.
   */
  void write(Queue<Exchange> queue) {
    RequestFrame.Builder frame =
        RequestFrame.newBuilder().setFormat(1).setContext(events.context());
    int bytes = 0;
    while (frame.getItemsCount() < FRAME_ITEMS_MAX && bytes < FRAME_BYTES_WANTED) {
      Exchange exchange = queue.peek();
      RequestFrame.Item item = exchange == null ? null : exchange.toItem(lastId + 1);
      if (exchange == null || item == null || !fits(item, bytes)) {
        break;
      }
      queue.remove();
      if (claim(exchange, ++lastId)) {
        frame.addItems(item);
        bytes += item.getSerializedSize();
      }
    }
    ClientCallStreamObserver<RequestFrame> stream = requests;
    if (frame.getItemsCount() > 0 && stream != null) {
      stream.onNext(frame.build());
    }
  }

  private static boolean fits(RequestFrame.Item item, int bytesBefore) {
    return bytesBefore == 0 || bytesBefore + item.getSerializedSize() <= Limits.FRAME_BYTES_MAX;
  }

  private boolean claim(Exchange exchange, long id) {
    unanswered.put(id, exchange);
    inFlight.incrementAndGet();
    exchange.onCancel(() -> take(id));
    if (exchange.startSending()) {
      return true;
    }
    take(id);
    return false;
  }

  /** An id that nobody waits for is a duplicate, or an answer that came too late. */
  void answer(ResponseFrame.Item item) {
    Exchange exchange = take(item.getId());
    if (exchange != null) {
      exchange.answer(item);
    }
  }

  /**
   * Loses all that is unanswered. Its entries were made by the drainer, which is who calls this.
   */
  void abandon(CapstanException cause) {
    ClientCallStreamObserver<RequestFrame> stream = requests;
    if (broken == null && stream != null) {
      broken = cause;
      stream.cancel(cause.getMessage(), null);
    }
    for (Long id : unanswered.keySet()) {
      Exchange exchange = take(id);
      if (exchange != null) {
        exchange.lose(cause);
      }
    }
  }

  private @Nullable Exchange take(long id) {
    Exchange exchange = unanswered.remove(id);
    if (exchange != null) {
      inFlight.decrementAndGet();
    }
    return exchange;
  }
}
