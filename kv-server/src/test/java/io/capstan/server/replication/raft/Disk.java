package io.capstan.server.replication.raft;

import io.capstan.server.replication.LogApplier;
import io.capstan.server.replication.LogPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * The rows of one replica: a list of the entries applied, which survives the replica as a disk
 * would.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Disk {
  private final List<String> entries = new ArrayList<>();
  private final List<LogPosition> positions = new ArrayList<>();
  private LogPosition position = LogPosition.NOTHING;
  private String poison = "";
  private volatile CountDownLatch released = new CountDownLatch(0);
  private boolean refusing;
  private boolean unreadable;

  /** The applier fails at the entry of this text. */
  synchronized void poison(String entry) {
    poison = entry;
  }

  /** The applier waits at its next entry until {@link #release}. */
  void hold() {
    released = new CountDownLatch(1);
  }

  /** The applier waits no longer. */
  void release() {
    released.countDown();
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The applier fails at every entry from now on. */
  synchronized void refuseAll() {
    refusing = true;
  }

  /** Restoring fails from now on. */
  synchronized void makeUnreadable() {
    unreadable = true;
  }

  /** What a crash leaves when only the first {@code count} entries were flushed. */
  synchronized void loseAllAfter(int count) {
    entries.subList(count, entries.size()).clear();
    positions.subList(count, positions.size()).clear();
    position = count == 0 ? LogPosition.NOTHING : positions.get(count - 1);
  }

  /** The last entry that was applied was another than the one in the log. */
  synchronized void wasOfTerm(long term) {
    position = new LogPosition(term, position.index());
  }

  synchronized List<String> entries() {
    return List.copyOf(entries);
  }

  /** An applier over these rows whose result is made from the entry and its position. */
  LogApplier applier(Applying result) {
    return new LogApplier() {
      @Override
      public LogPosition restore() {
        return position();
      }

      @Override
      public Object apply(LogPosition at, ByteBuffer entry) {
        byte[] bytes = new byte[entry.remaining()];
        entry.get(bytes);
        awaitRelease();
        append(at, new String(bytes, StandardCharsets.UTF_8));
        return result.result(at, bytes);
      }

      @Override
      public void advance(LogPosition at) {
        move(at);
      }
    };
  }

  /** An applier whose result is the number of entries so far. */
  LogApplier counter() {
    return applier((at, entry) -> entries().size());
  }

  private synchronized LogPosition position() {
    if (unreadable) {
      throw new IllegalStateException("the disk is unreadable");
    }
    return position;
  }

  private synchronized void append(LogPosition at, String entry) {
    if (refusing || entry.equals(poison)) {
      throw new IllegalStateException("cannot apply " + entry);
    }
    move(at);
    entries.add(entry);
    positions.add(at);
  }

  private synchronized void move(LogPosition at) {
    if (at.index() != position.index() + 1) {
      throw new IllegalStateException("index " + at.index() + " after " + position.index());
    }
    position = at;
  }

  /** Makes what a submitter gets. */
  interface Applying {
    Object result(LogPosition at, byte[] entry);
  }

  /** Reads a shard entry as the state of a shard does, and answers each command with success. */
  static Function<Disk, LogApplier> commands() {
    return disk -> disk.applier(ShardEntries::applied);
  }
}
