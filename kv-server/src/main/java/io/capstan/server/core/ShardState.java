package io.capstan.server.core;

import io.capstan.error.Failure;
import io.capstan.log.v1.AppliedRecord;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.SessionRecord;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.version.LogVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What a STRONG shard holds beside its rows: its time, its client sessions and the keyspaces whose
 * drop it has applied; and the one place where entries of the log change all of it.
 *
 * <p>Commands take effect one after the other, as if each were an entry of its own. Request memory
 * covers writes and batches; it is asked before the keyspace is, so a retry of a write that took
 * effect before a drop is told so (protocols.md R6, R8). The other commands may be repeated at
 * will.
 *
 * <p>After an exception the state is undefined. Thread safety: confined to the apply thread.
 */
public final class ShardState {
  /** How many expired rows an entry takes away; more when it makes more, so that none pile up. */
  private static final int EXPIRED_ROWS_MIN = 256;

  private long shardTimeMillis;
  private final SessionTable sessions = new SessionTable();
  private final TreeSet<Integer> droppedKeyspaces = new TreeSet<>(Integer::compareUnsigned);

  /** A shard that has applied nothing. */
  public ShardState() {}

  /** A shard as its own record had it; sessions come next, one {@link #restoreSession} each. */
  public static ShardState fromRecord(AppliedRecord row) {
    ShardState state = new ShardState();
    state.shardTimeMillis = row.getShardTimeMillis();
    state.droppedKeyspaces.addAll(row.getDroppedKeyspacesList());
    return state;
  }

  public void restoreSession(long session, SessionRecord row) {
    sessions.restore(session, row);
  }

  /** The highest leader clock in the log so far, in milliseconds. */
  public long timeMillis() {
    return shardTimeMillis;
  }

  public int sessionCount() {
    return sessions.size();
  }

  /** The incarnations of the keyspaces whose drop this shard has applied. */
  public Set<Integer> droppedKeyspaces() {
    return Set.copyOf(droppedKeyspaces);
  }

  /** The state but for the sessions, as it is after the entry at this place. */
  public AppliedRecord toRecord(long term, long index) {
    return AppliedRecord.newBuilder()
        .setTerm(term)
        .setIndex(index)
        .setShardTimeMillis(shardTimeMillis)
        .addAllDroppedKeyspaces(droppedKeyspaces)
        .build();
  }

  /** See {@link SessionTable#takeChanges}. */
  public SortedMap<Long, Optional<SessionRecord>> takeSessionChanges() {
    return sessions.takeChanges();
  }

  /**
   * Applies one entry.
   *
   * @param index of the entry, higher than that of every entry before
   * @return one outcome a command, in their order; that of an opened session has its id as number
   */
  public List<WriteOutcome> apply(ShardEntry entry, long index, Rows rows) {
    if (entry.getCommandsCount() > SessionTable.ENTRY_COMMANDS_MAX) {
      throw new UnknownCommandException(
          "%d commands in entry %d, limit ENTRY_COMMANDS_MAX = %d"
              .formatted(entry.getCommandsCount(), index, SessionTable.ENTRY_COMMANDS_MAX));
    }
    shardTimeMillis = Math.max(shardTimeMillis, entry.getTimeMillis());
    sessions.expire(shardTimeMillis);
    rows.expire(shardTimeMillis, expiredRowsMax(entry));
    List<WriteOutcome> outcomes = new ArrayList<>(entry.getCommandsCount());
    for (int position = 0; position < entry.getCommandsCount(); position++) {
      outcomes.add(apply(entry.getCommands(position), new LogVersion(index, position), rows));
    }
    return outcomes;
  }

  private static int expiredRowsMax(ShardEntry entry) {
    int written = 0;
    for (Command command : entry.getCommandsList()) {
      written += command.hasBatch() ? command.getBatch().getWritesCount() : 1;
    }
    return Math.max(EXPIRED_ROWS_MIN, 2 * written);
  }

  private WriteOutcome apply(Command command, LogVersion at, Rows rows) {
    return switch (command.getKindCase()) {
      case WRITE, BATCH -> applyOnce(command, at, rows);
      case OPEN_SESSION -> openSession(at);
      case DROP_KEYSPACE -> dropKeyspace(command.getKeyspaceIncarnation(), rows);
      case MARK -> Outcomes.DONE;
      case KIND_NOT_SET -> throw new UnknownCommandException("a command without a known kind");
    };
  }

  private WriteOutcome openSession(LogVersion at) {
    long session = SessionTable.idOf(at.index(), at.position());
    sessions.open(session, shardTimeMillis);
    return WriteOutcome.newBuilder().setApplied(true).setNumber(session).build();
  }

  private WriteOutcome dropKeyspace(int incarnation, Rows rows) {
    boolean existed = droppedKeyspaces.add(incarnation);
    if (existed) {
      rows.drop(incarnation);
    }
    return WriteOutcome.newBuilder().setApplied(true).setExisted(existed).build();
  }

  private WriteOutcome applyOnce(Command command, LogVersion at, Rows rows) {
    if (command.getSession() == 0) {
      return write(command, at, rows);
    }
    Admission admission =
        sessions.admit(
            command.getSession(),
            command.getSequence(),
            command.getFirstIncomplete(),
            shardTimeMillis);
    if (admission instanceof Admission.Duplicate duplicate) {
      return duplicate.outcome();
    }
    if (admission instanceof Admission.Refused refused) {
      return Outcomes.refused(refused.failure(), refused.message());
    }
    WriteOutcome outcome = write(command, at, rows);
    sessions.remember(command.getSession(), command.getSequence(), outcome);
    return outcome;
  }

  private WriteOutcome write(Command command, LogVersion at, Rows rows) {
    int keyspace = command.getKeyspaceIncarnation();
    if (droppedKeyspaces.contains(keyspace)) {
      return Outcomes.refused(
          Failure.KEYSPACE_GONE,
          "keyspace incarnation " + Integer.toUnsignedString(keyspace) + " was dropped");
    }
    return command.hasBatch()
        ? writeBatch(command, at, rows)
        : writeOne(command.getWrite(), keyspace, at, rows);
  }

  private WriteOutcome writeOne(Write write, int keyspace, LogVersion at, Rows rows) {
    Row current = Transition.readsCurrent(write) ? rows.get(keyspace, write.getKey()) : null;
    Applied applied = Transition.apply(write, current, at, shardTimeMillis);
    rows.change(keyspace, write.getKey(), applied.effect());
    return applied.outcome();
  }

  private WriteOutcome writeBatch(Command command, LogVersion at, Rows rows) {
    int keyspace = command.getKeyspaceIncarnation();
    BatchApplied applied =
        Transition.applyBatch(
            command.getBatch(), key -> rows.get(keyspace, key), at, shardTimeMillis);
    applied.effects().forEach((key, effect) -> rows.change(keyspace, key, effect));
    return applied.outcome();
  }
}
