package io.capstan.client.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.ResponseFrame;
import io.grpc.ManagedChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one client for one node: a queue, and the pipeline that empties it.
 *
 * <p>Many threads put operations into the queue; one at a time, whichever finds nobody at it, packs
 * them into frames and writes those while the pipeline is ready. The count {@code work} elects it:
 * who raises it from 0 drains, and goes round again for everybody who raised it meanwhile. While a
 * response frame is handed out its thread holds that office without draining, so that the requests
 * which the answers give rise to leave together in one frame.
 *
 * <p>A pipeline that breaks takes what was sent and what is queued with it; the next operation
 * opens another.
 *
 * <p>Thread safety: safe for use by several threads; no lock is held while a frame is written or a
 * listener called.
 */
public final class NodeStream {
  private final ManagedChannel channel;
  private final StreamEvents events;

  /** Taken from by the drainer only; what is cancelled stays in it until the drainer comes by. */
  private final Queue<Exchange> queue = new ConcurrentLinkedQueue<>();

  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger work = new AtomicInteger();

  /** Confined to the drainer. */
  private @Nullable Pipeline pipeline;

  private volatile boolean closed;

  NodeStream(ManagedChannel channel, StreamEvents events) {
    this.channel = channel;
    this.events = events;
  }

  /** Queues an operation; its listener may be called before this returns. */
  public void send(Exchange exchange) {
    queue.add(exchange);
    drain();
  }

  /** Operations sent and not answered, about. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Loses everything, now and from now on. */
  void close() {
    closed = true;
    drain();
  }

  /** Hands out one response frame, and only then writes what came of it. */
  void deliver(ResponseFrame frame, Pipeline from) {
    boolean elected = work.getAndIncrement() == 0;
    try {
      events.frameArrived(frame);
      frame.getItemsList().forEach(from::answer);
    } finally {
      if (elected) {
        drainForAll();
      }
    }
  }

  /** Writes what is queued, unless somebody is at it, who then does. */
  void drain() {
    if (work.getAndIncrement() == 0) {
      drainForAll();
    }
  }

  private void drainForAll() {
    int seen = work.get();
    do {
      drainQueue();
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private void drainQueue() {
    Pipeline current = pipeline;
    if (closed) {
      loseAll(current, CapstanException.of(Failure.UNAVAILABLE, "the client is closed"));
      return;
    }
    CapstanException broken = current == null ? null : current.broken();
    if (broken != null) {
      pipeline = null;
      loseAll(current, broken);
      current = null;
    }
    while (!queue.isEmpty()) {
      if (current == null) {
        current = open();
      }
      if (!current.isReady()) {
        dropTheCancelled();
        return;
      }
      current.write(queue);
    }
  }

  /** Those at the head: what is cancelled behind one that still waits goes when that one goes. */
  private void dropTheCancelled() {
    for (Exchange head = queue.peek(); head != null && head.isEnded(); head = queue.peek()) {
      queue.remove();
    }
  }

  private void loseAll(@Nullable Pipeline lost, CapstanException cause) {
    if (lost != null) {
      lost.abandon(cause);
    }
    // Only what is there now: a listener may queue again.
    for (int left = queue.size(); left > 0; left--) {
      Exchange exchange = queue.poll();
      if (exchange != null) {
        exchange.lose(cause);
      }
    }
  }

  private Pipeline open() {
    // A channel that failed to connect waits longer each time; the wish to send is a reason not to.
    channel.resetConnectBackoff();
    Pipeline opened = new Pipeline(this, events, inFlight);
    pipeline = opened;
    KeyValueGrpc.newStub(channel).pipeline(opened);
    return opened;
  }
}
