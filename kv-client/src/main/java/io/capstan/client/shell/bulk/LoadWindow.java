package io.capstan.client.shell.bulk;

import io.capstan.client.retry.UnknownWrite;
import io.capstan.client.shell.bulk.LoadProgress.Fate;
import io.capstan.client.shell.bulk.LoadedLine.RowToPut;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The records that were read and are not done with, in the order of the file, and those behind them
 * that are: what is needed to know up to where every record is done with.
 *
 * <p>Thread safety: confined to one thread.
 */
final class LoadWindow {
  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private LoadProgress progress;

  LoadWindow(LoadProgress progress) {
    this.progress = progress;
  }

  /** One record, and what became of its put. */
  static final class Slot {
    private final Position next;
    private @Nullable RowToPut row;
    private Fate fate = Fate.KEPT;

    /** How often its put has failed. */
    int failures;

    /** When it failed first, by the ticker; then when it is to be sent again. */
    long firstFailureNanos;

    long dueNanos;

    /** The write of its last attempt, when that may have happened. */
    @Nullable UnknownWrite unknown;

    private Slot(Position next, @Nullable RowToPut row) {
      this.next = next;
      this.row = row;
    }

    /** The row that is not written yet. */
    RowToPut row() {
      if (row == null) {
        throw new IllegalStateException("the record before " + next + " is done with");
      }
      return row;
    }
  }

  int size() {
    return slots.size();
  }

  LoadProgress progress() {
    return progress;
  }

  Slot add(RowToPut row) {
    var slot = new Slot(row.next(), row);
    slots.add(slot);
    return slot;
  }

  void addRejected(LoadedLine.Rejected line) {
    var slot = new Slot(line.next(), null);
    slot.fate = Fate.REJECTED;
    slots.add(slot);
    advance();
  }

  /** The row is written, or the cluster does not take it. */
  void settle(Slot slot, Fate fate) {
    slot.row = null;
    slot.fate = fate;
    advance();
  }

  private void advance() {
    Slot first = slots.peek();
    while (first != null && first.row == null) {
      progress = progress.after(first.next, first.fate);
      slots.remove();
      first = slots.peek();
    }
  }
}
