package io.capstan.client.session;

/**
 * Which sequence numbers of one session are outstanding: at most {@code size} of them, counted from
 * the first (protocols.md R6).
 *
 * <p>Thread safety: confined to its owner's lock.
 */
final class SequenceWindow {
  private final boolean[] released;
  private long next = 1;
  private long firstIncomplete = 1;

  SequenceWindow(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a window has at least 1 place, not " + size);
    }
    this.released = new boolean[size];
  }

  /** The next sequence, or 0 when it would run ahead of the first outstanding one by the size. */
  long take() {
    return next - firstIncomplete < released.length ? next++ : 0;
  }

  /** This sequence was answered, or given up for good. A second time changes nothing. */
  void release(long sequence) {
    if (sequence < firstIncomplete || sequence >= next) {
      return;
    }
    released[place(sequence)] = true;
    while (firstIncomplete < next && released[place(firstIncomplete)]) {
      released[place(firstIncomplete)] = false;
      firstIncomplete++;
    }
  }

  /** Every sequence below this one was released. */
  long firstIncomplete() {
    return firstIncomplete;
  }

  private int place(long sequence) {
    return (int) (sequence % released.length);
  }
}
