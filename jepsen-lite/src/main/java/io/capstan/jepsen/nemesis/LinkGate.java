package io.capstan.jepsen.nemesis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Whether one link is open, and what waits while it is not.
 *
 * <p>Thread safety: confined to the network's event loop.
 */
final class LinkGate {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<Runnable> watchers = new ArrayList<>();
  private boolean open = true;
  private long passedBytes;
  private long heldBytes;

  boolean isOpen() {
    return open;
  }

  LinkTraffic traffic() {
    return new LinkTraffic(passedBytes, heldBytes);
  }

  /** Has something run after every cut and every healing. */
  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /** Delivers at once, or, when the link is cut, after it has healed, in the order of the calls. */
  void pass(long bytes, Runnable delivery) {
    if (open) {
      passedBytes += bytes;
      delivery.run();
    } else {
      heldBytes += bytes;
      waiting.add(() -> pass(bytes, delivery));
    }
  }

  void cut() {
    open = false;
    watchers.forEach(Runnable::run);
  }

  void heal() {
    open = true;
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
    watchers.forEach(Runnable::run);
  }
}
