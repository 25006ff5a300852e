package io.capstan.client.session;

/**
 * One session that a shard has registered for this client.
 *
 * <p>Thread safety: taking and releasing are guarded by the {@link ShardIds} that owns it; what the
 * session has completed may be read by any thread.
 */
final class ShardSession {
  private final long id;
  private final SequenceWindow window;
  private volatile long firstIncomplete = 1;
  private volatile boolean holdsUnknown;

  ShardSession(long id, int windowSize) {
    this.id = id;
    this.window = new SequenceWindow(windowSize);
  }

  long id() {
    return id;
  }

  long firstIncomplete() {
    return firstIncomplete;
  }

  /** A write of unknown outcome keeps its place in the window, maybe for good. */
  void holdUnknown() {
    holdsUnknown = true;
  }

  /** Whether a full window may stay full for good. */
  boolean holdsUnknown() {
    return holdsUnknown;
  }

  /** 0 when the window is full. */
  long take() {
    return window.take();
  }

  void release(long sequence) {
    window.release(sequence);
    firstIncomplete = window.firstIncomplete();
  }
}
