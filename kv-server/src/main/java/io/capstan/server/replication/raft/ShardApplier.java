package io.capstan.server.replication.raft;

import io.capstan.log.v1.AppliedRecord;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.SessionRecord;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.EntryCodec;
import io.capstan.server.core.ShardState;
import io.capstan.server.replication.LogApplier;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RecordCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import io.capstan.server.storage.ShardKeys;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The replica of one STRONG shard as its log drives it: decodes an entry, runs its commands through
 * {@link ShardState}, and writes the rows, the sessions' memories and the {@link AppliedRecord} in
 * one batch of the store.
 *
 * <p>So the store always stands right after some entry, also after a crash that loses its unflushed
 * end, and the log replays from there. Sessions are mirrored in memory; each one that an entry
 * touches is written once an entry.
 *
 * <p>A command that cannot be done is an outcome. An exception means that this replica must stop:
 * the store holds nothing of the entry, but the mirror may, so that {@link #restore} alone is
 * possible after it.
 *
 * <p>Thread safety: the positions and the counts may be read by any thread; the rest is for one
 * thread at a time.
 */
public final class ShardApplier implements LogApplier {
  private static final PageLimit RESTORE_PAGE = new PageLimit(1000, 4 << 20);

  private final RowStore store;
  private final ShardKeys keys;
  private final DigestMarks marks;
  private ShardState state = new ShardState();
  private ExpiryIndex expiries;
  private Health health = Health.NOT_RESTORED;
  private volatile LogPosition position = LogPosition.NOTHING;
  private volatile LogPosition recordedPosition = LogPosition.NOTHING;
  private volatile int sessions;
  private volatile Set<Integer> dropped = Set.of();
  private volatile long timeMillis;
  private volatile long expiryMillis = ExpiryIndex.NEVER;
  private final LongAdder entries = new LongAdder();

  private enum Health {
    NOT_RESTORED,
    RUNNING,
    // The mirror in memory may be ahead of the store.
    FAILED
  }

  public ShardApplier(RowStore store, ShardKeys keys, DigestMarks marks) {
    this.store = store;
    this.keys = keys;
    this.marks = marks;
    this.expiries = ExpiryIndex.empty(keys);
  }

  @Override
  public LogPosition restore() {
    health = Health.NOT_RESTORED;
    try (RowStore.View view = store.snapshot()) {
      Optional<AppliedRecord> row = AppliedRecords.read(view, keys);
      state = row.map(ShardState::fromRecord).orElseGet(ShardState::new);
      restoreSessions(view);
      expiries = ExpiryIndex.of(view, keys);
      recordedPosition = row.map(AppliedRecords::position).orElse(LogPosition.NOTHING);
    }
    position = recordedPosition;
    sessions = state.sessionCount();
    dropped = state.droppedKeyspaces();
    publishTimes();
    health = Health.RUNNING;
    return position;
  }

  @Override
  public ShardApplied apply(LogPosition at, ByteBuffer entry) {
    requireRunning(at);
    health = Health.FAILED;
    ShardEntry commands = EntryCodec.decode(entry);
    PendingRows rows = new PendingRows(store, keys, expiries);
    List<WriteOutcome> outcomes = state.apply(commands, at.index(), rows);
    if (commands.getCommandsList().stream().anyMatch(Command::hasDropKeyspace)) {
      dropped = state.droppedKeyspaces(); // before the rows go: whoever misses them finds out why
    }
    store.write(batch(rows, at));
    health = Health.RUNNING;
    recordedPosition = at;
    position = at;
    sessions = state.sessionCount();
    publishTimes();
    entries.increment();
    passMarks(commands, at);
    return new ShardApplied(outcomes, at);
  }

  /**
   * Passes an entry that carries nothing for this state.
   *
   * <p>The new position is kept in memory alone, and reaches the store with the next {@link
   * #apply}. After a crash the log offers the entry again, and it is passed again. What must not
   * happen is to cut the log at {@link #position}: see {@link #recordedPosition}.
   */
  @Override
  public void advance(LogPosition to) {
    requireRunning(to);
    position = to;
  }

  /** The last entry whose effects reads of the store see. */
  public LogPosition position() {
    return position;
  }

  /**
   * The last entry that the store's own record names, at most {@link #position}. A flush that
   * begins after this was read makes it durable: no later entry may be cut off the log, for the
   * store cannot vouch for it when it is opened again.
   */
  public LogPosition recordedPosition() {
    return recordedPosition;
  }

  /**
   * Whether this replica has met the drop of a keyspace. True from before the first of its rows is
   * gone, so that rows that were read before a false answer are all there.
   */
  public boolean hasDropped(int keyspaceIncarnation) {
    return dropped.contains(keyspaceIncarnation);
  }

  /**
   * Whether a row may have expired, by a clock or by shard time, and nothing but the next entry
   * makes it go.
   */
  public boolean expiryDue(long clockMillis) {
    return expiryMillis <= Math.max(clockMillis, timeMillis);
  }

  /** Client sessions that the shard remembers. */
  public int sessions() {
    return sessions;
  }

  /** Entries applied since this replica was opened. */
  public long entryCount() {
    return entries.sum();
  }

  private void publishTimes() {
    timeMillis = state.timeMillis();
    expiryMillis = expiries.earliestMillis();
  }

  private void requireRunning(LogPosition next) {
    if (health != Health.RUNNING) {
      throw new IllegalStateException(
          "shard " + keys.shard() + " cannot go on from " + position + ": it is " + health);
    }
    if (next.index() <= position.index()) {
      throw new IllegalStateException(
          "shard " + keys.shard() + " stands at " + position + " and was given " + next);
    }
  }

  private RowStore.Batch batch(PendingRows rows, LogPosition at) {
    RowStore.Batch batch = new RowStore.Batch();
    rows.addTo(batch);
    state.takeSessionChanges().forEach((session, row) -> addSession(session, row, batch));
    byte[] appliedKey = keys.applied().toBytes();
    AppliedRecord applied = state.toRecord(at.term(), at.index());
    return batch.put(appliedKey, RecordCodec.encode(appliedKey, applied));
  }

  private void addSession(long session, Optional<SessionRecord> row, RowStore.Batch batch) {
    byte[] key = keys.session(session).toBytes();
    if (row.isPresent()) {
      batch.put(key, RecordCodec.encode(key, row.get()));
    } else {
      batch.delete(key);
    }
  }

  private void passMarks(ShardEntry entry, LogPosition at) {
    for (Command command : entry.getCommandsList()) {
      if (command.hasMark()) {
        marks.passed(command.getMark().getNonce(), at);
      }
    }
  }

  private void restoreSessions(RowStore.View view) {
    RowKey sessions = keys.sessions();
    byte[] end = sessions.toBytesBehindPrefix();
    byte[] from = sessions.toBytes();
    List<Entry> page = view.scan(from, end, RESTORE_PAGE);
    while (!page.isEmpty()) {
      page.forEach(this::restoreSession);
      from = RowKey.successor(page.get(page.size() - 1).key());
      page = view.scan(from, end, RESTORE_PAGE);
    }
  }

  private void restoreSession(Entry row) {
    state.restoreSession(
        ShardKeys.sessionOf(row.key()),
        RecordCodec.decode(row.key(), row.value(), SessionRecord.parser()));
  }
}
