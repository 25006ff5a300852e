package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.nemesis.Disturbance.Cut;
import io.capstan.jepsen.nemesis.Disturbance.Delay;
import io.capstan.runtime.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What happens to what is sent on one link: bytes pass at once, or later, or wait for the healing,
 * in the order in which they came; messages among them have their {@link Fates}.
 *
 * <p>Thread safety: confined to the network's event loop, but for the constructor.
 */
final class LinkGate {
  private static final Delay NONE = new Delay(Duration.ZERO, Duration.ZERO);

  private final EventLoop eventLoop;
  private final Ticker ticker;
  private final RandomGenerator random;
  private final Fates fates;
  private final Queue<Piece> waiting = new ArrayDeque<>();
  private final List<Runnable> watchers = new ArrayList<>();
  private boolean open = true;
  private Delay delay = NONE;

  private record Piece(long dueNanos, Runnable delivery) {}

  /**
   * A gate that is open.
   *
   * @param random of this gate alone: draws the jitter and the fates
   */
  LinkGate(EventLoop eventLoop, Ticker ticker, RandomGenerator random) {
    this.eventLoop = eventLoop;
    this.ticker = ticker;
    this.random = random;
    this.fates = new Fates(random);
  }

  boolean isOpen() {
    return open;
  }

  /** What becomes of the link's messages. */
  Fates fates() {
    return fates;
  }

  /** Has something run after every cut and every healing. */
  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /** Delivers when it is time, after all that came before. */
  void pass(Runnable delivery) {
    waiting.add(new Piece(dueNanos(), delivery));
    if (waiting.size() == 1) {
      deliver();
    }
  }

  private long dueNanos() {
    return ticker.nanos() + delay.delay().toNanos() + jitterNanos();
  }

  private long jitterNanos() {
    long bound = delay.jitter().toNanos();
    return bound == 0 ? 0 : random.nextLong(bound);
  }

  private void deliver() {
    while (open && !waiting.isEmpty()) {
      long early = waiting.element().dueNanos() - ticker.nanos();
      if (early > 0) {
        var unused = eventLoop.schedule(this::deliver, early, TimeUnit.NANOSECONDS);
        return;
      }
      waiting.remove().delivery().run();
    }
  }

  /** What it was told last of a kind is so until the healing. */
  void disturb(Disturbance how) {
    if (how instanceof Cut) {
      open = false;
      watchers.forEach(Runnable::run);
    } else if (how instanceof Delay by) {
      delay = by;
    } else {
      fates.disturb(how);
    }
  }

  /** Delivers all that waits, at once, and from now on all that comes. */
  void heal() {
    open = true;
    delay = NONE;
    fates.heal();
    for (Piece next = waiting.poll(); next != null; next = waiting.poll()) {
      next.delivery().run();
    }
    watchers.forEach(Runnable::run);
  }
}
