package io.capstan.jepsen.nemesis;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one call, whose messages meet their fates.
 *
 * <p>A message that is to come later, and the second copy of one that is to come twice, are held
 * until the next message, the end, or {@value #HELD_MILLIS} ms have passed. If the end comes first
 * and there was no other message, it may be a call of one message, which has no place for a second
 * one: the copy is repeated elsewhere. A direction of which nothing but losses were seen has no end
 * either, since the end travels with the last message.
 *
 * <p>Thread safety: confined to one event loop.
 */
final class MessageStream {
  private static final int HELD_MILLIS = 50;

  private final EventExecutor eventLoop;
  private final Supplier<Fate> fates;
  private final Consumer<byte[]> target;
  private final Consumer<byte[]> repeat;
  private byte @Nullable [] held;
  private boolean heldIsCopy;
  private @Nullable Future<?> timer;
  private long came;
  private long went;

  /**
   * A direction in which nothing has gone yet.
   *
   * @param target takes what goes on
   * @param repeat takes the second copy of the only message, before the end
   */
  MessageStream(
      EventExecutor eventLoop,
      Supplier<Fate> fates,
      Consumer<byte[]> target,
      Consumer<byte[]> repeat) {
    this.eventLoop = eventLoop;
    this.fates = fates;
    this.target = target;
    this.repeat = repeat;
  }

  /** The next message has come. */
  void message(byte[] message) {
    came++;
    if (heldIsCopy) {
      release();
    }
    Fate fate = fates.get();
    if (fate == Fate.LATER && held == null) {
      hold(message, false);
    } else if (fate != Fate.LOST) {
      go(message);
      release();
      if (fate == Fate.TWICE) {
        hold(message, true);
      }
    }
  }

  private void go(byte[] message) {
    went++;
    target.accept(message);
  }

  private void hold(byte[] message, boolean copy) {
    held = message;
    heldIsCopy = copy;
    timer = eventLoop.schedule(this::release, HELD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void release() {
    byte[] late = taken();
    if (late != null) {
      go(late);
    }
  }

  /** What was held, which is held no more. */
  private byte @Nullable [] taken() {
    byte[] late = held;
    held = null;
    heldIsCopy = false;
    if (timer != null) {
      timer.cancel(false);
    }
    return late;
  }

  /**
   * All messages have come.
   *
   * @param end takes the end on
   */
  void end(Runnable end) {
    if (heldIsCopy && came == 1) {
      byte[] copy = taken();
      if (copy != null) {
        repeat.accept(copy);
      }
    }
    release();
    if (went > 0 || came == 0) {
      end.run();
    }
  }

  /** What is held goes no more. */
  void cancel() {
    var unused = taken();
  }
}
