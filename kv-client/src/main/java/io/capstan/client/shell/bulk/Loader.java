package io.capstan.client.shell.bulk;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.WriteResult;
import io.capstan.client.retry.UnknownWrite;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.bulk.LoadProgress.Fate;
import io.capstan.client.shell.bulk.LoadWindow.Slot;
import io.capstan.client.shell.bulk.LoadedLine.Rejected;
import io.capstan.client.shell.bulk.LoadedLine.RowToPut;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of a file, many at a time, each until it is acknowledged.
 *
 * <p>Two rows of one key are never under way together: the later one in the file wins. A put that
 * may have happened is sent again under its id; one that did not, as a new put. A row that the
 * keyspace does not take by its limits is rejected as a malformed line is. Any other refusal that a
 * retry would meet again ends the load.
 *
 * <p>Thread safety: confined to one thread; only answers come from others, through a queue.
 */
final class Loader {
  private static final long BYTES_UNDER_WAY_MAX = 16L << 20;

  /** How far the newest record may be ahead of the oldest that is not done with. */
  private static final int SPAN_MAX = 65_536;

  private static final int LINES_AT_ONCE = 1000;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long BACKOFF_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int BACKOFF_DOUBLINGS_MAX = 5;

  private final AsyncKeyspace keyspace;
  private final Source source;
  private final Bounds bounds;
  private final Events events;
  private final BooleanSupplier stop;
  private final Ticker ticker;
  private final LoadWindow window;
  private final Set<ByteBuffer> keysUnderWay = new HashSet<>();
  private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final PriorityQueue<Slot> retries =
      new PriorityQueue<>(Comparator.comparingLong((Slot slot) -> slot.dueNanos));
  private long bytesUnderWay;
  private long rejected;
  private End end = End.UNDER_WAY;

  /** Read, and waiting for a put of the same key. */
  private @Nullable RowToPut waiting;

  Loader(
      AsyncKeyspace keyspace,
      Source source,
      LoadProgress begin,
      Bounds bounds,
      Events events,
      BooleanSupplier stop,
      Ticker ticker) {
    this.keyspace = keyspace;
    this.source = source;
    this.bounds = bounds;
    this.events = events;
    this.stop = stop;
    this.ticker = ticker;
    this.window = new LoadWindow(begin);
    this.rejected = begin.rejected();
  }

  /** Where the records come from. */
  @FunctionalInterface
  interface Source {
    /** The next one; null at the end. */
    @Nullable LoadedLine next() throws IOException;
  }

  /**
   * What a load may take.
   *
   * @param inFlight most rows under way at a time
   * @param patience how long one row may go on failing
   * @param rejects most rejected records
   */
  record Bounds(int inFlight, Duration patience, long rejects) {}

  /** Who is told. Called on the loader's thread. */
  interface Events {
    void rejected(long line, String reason) throws IOException;

    /** Time has passed: called at least ten times a second while all is well. */
    void tick(LoadProgress progress) throws IOException;
  }

  /** How a load ends. */
  enum End {
    UNDER_WAY,
    COMPLETE,
    TOO_MANY_REJECTED,
    STOPPED
  }

  private record Answer(Slot slot, @Nullable WriteResult result, @Nullable Throwable failure) {}

  /** How far it is. */
  LoadProgress progress() {
    return window.progress();
  }

  /**
   * Loads until the end of the source, or until it must not go on.
   *
   * @throws CapstanException if a row was refused for good
   * @throws CommandFailed if a row failed for longer than the patience
   */
  End run() throws IOException, InterruptedException {
    while (!stop.getAsBoolean()) {
      sendDueRetries();
      sendWhatFits();
      events.tick(window.progress());
      if (end != End.UNDER_WAY && keysUnderWay.isEmpty()) {
        return end;
      }
      takeAnswers();
    }
    return End.STOPPED;
  }

  private void sendWhatFits() throws IOException {
    for (int i = 0; i < LINES_AT_ONCE && hasRoom(); i++) {
      LoadedLine line = waiting == null ? source.next() : waiting;
      waiting = null;
      if (line == null) {
        end = End.COMPLETE;
      } else if (line instanceof Rejected bad) {
        window.addRejected(bad);
        countRejected(bad.line(), bad.reason());
      } else if (line instanceof RowToPut row && !begin(row)) {
        waiting = row;
        return;
      }
    }
  }

  private boolean hasRoom() {
    return end == End.UNDER_WAY
        && keysUnderWay.size() < bounds.inFlight()
        && bytesUnderWay < BYTES_UNDER_WAY_MAX
        && window.size() < SPAN_MAX;
  }

  /** False when a put of the key is under way. */
  private boolean begin(RowToPut row) {
    if (!keysUnderWay.add(ByteBuffer.wrap(row.key()))) {
      return false;
    }
    bytesUnderWay += row.bytes();
    send(window.add(row));
    return true;
  }

  private void send(Slot slot) {
    UnknownWrite unknown = slot.unknown;
    slot.unknown = null;
    CompletionStage<WriteResult> attempt =
        unknown == null
            ? keyspace.put(slot.row().key(), slot.row().value()).thenApply(put -> put.value())
            : keyspace.retry(unknown).thenApply(put -> put.value());
    var unused =
        attempt.whenComplete((result, failure) -> answers.add(new Answer(slot, result, failure)));
  }

  private void sendDueRetries() {
    Slot next = retries.peek();
    while (next != null && next.dueNanos - ticker.nanos() <= 0) {
      send(retries.remove());
      next = retries.peek();
    }
  }

  private void takeAnswers() throws IOException, InterruptedException {
    boolean mayReadOn = waiting == null && hasRoom();
    Answer answer = answers.poll(mayReadOn ? 0 : TICK_NANOS, TimeUnit.NANOSECONDS);
    while (answer != null) {
      take(answer);
      answer = answers.poll();
    }
  }

  private void take(Answer answer) throws IOException {
    if (answer.failure() == null) {
      release(answer.slot().row());
      window.settle(answer.slot(), fate(answer.result()));
    } else {
      failed(answer.slot(), answer.failure());
    }
  }

  private static Fate fate(@Nullable WriteResult result) {
    return result instanceof WriteResult.Put put && put.superseded() ? Fate.SUPERSEDED : Fate.KEPT;
  }

  private void release(RowToPut row) {
    keysUnderWay.remove(ByteBuffer.wrap(row.key()));
    bytesUnderWay -= row.bytes();
  }

  private void failed(Slot slot, Throwable thrown) throws IOException {
    CapstanException cause = GrpcErrors.fromStatus(thrown);
    slot.unknown = UnknownWrite.of(thrown).orElse(null);
    if (isForThisRow(cause.failure())) {
      RowToPut row = slot.row();
      release(row);
      window.settle(slot, Fate.REJECTED);
      countRejected(row.line(), String.valueOf(cause.getMessage()));
    } else if (slot.unknown == null && !cause.failure().retryable()) {
      throw cause;
    } else {
      retryLater(slot, cause);
    }
  }

  /** Whether other rows may fare better. */
  private static boolean isForThisRow(Failure failure) {
    return failure == Failure.LIMIT_EXCEEDED || failure == Failure.INVALID_ARGUMENT;
  }

  private void retryLater(Slot slot, CapstanException cause) {
    long now = ticker.nanos();
    slot.firstFailureNanos = slot.failures == 0 ? now : slot.firstFailureNanos;
    if (now - slot.firstFailureNanos >= bounds.patience().toNanos()) {
      throw CommandFailed.unavailable(
          "line " + slot.row().line() + " cannot be written: " + cause.getMessage(),
          "see: kv status   (then run the same command again to go on)");
    }
    slot.dueNanos = now + (BACKOFF_NANOS_MIN << Math.min(slot.failures, BACKOFF_DOUBLINGS_MAX));
    slot.failures++;
    retries.add(slot);
  }

  private void countRejected(long line, String reason) throws IOException {
    events.rejected(line, reason);
    rejected++;
    if (rejected > bounds.rejects()) {
      end = End.TOO_MANY_REJECTED;
    }
  }
}
