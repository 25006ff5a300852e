package io.capstan.server.core;

import io.capstan.error.Failure;
import io.capstan.log.v1.SessionRecord;
import io.capstan.log.v1.WriteOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The client sessions of one shard, as its log registered them (protocols.md R6).
 *
 * <p>A session goes when it has been idle too long, by shard time and never by a clock, or when
 * there are too many: then the one used longest ago, the lower id first. Both bounds are part of
 * the replicated state machine: replicas with different ones would part, so they are constants.
 *
 * <p>Invariant: {@code byLastUse} has exactly one element for each session. Thread safety: confined
 * to the apply thread.
 */
public final class SessionTable {
  /** A session is forgotten when it was not used for longer than this, in milliseconds. */
  public static final long IDLE_MILLIS_MAX = 3_600_000;

  /** The most sessions that one shard remembers. */
  public static final int SESSIONS_MAX = 20_000;

  private static final int POSITION_BITS = 10;

  /** The most commands that one entry may have, so that each could open a session. */
  public static final int ENTRY_COMMANDS_MAX = 1 << POSITION_BITS;

  private final Map<Long, SessionMemory> sessions = new HashMap<>();
  private final NavigableSet<LastUse> byLastUse = new TreeSet<>();
  // Present: to be written. Empty: to be deleted.
  private final TreeMap<Long, Optional<SessionMemory>> changes = new TreeMap<>();

  private record LastUse(long millis, long session) implements Comparable<LastUse> {
    @Override
    public int compareTo(LastUse other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : Long.compare(session, other.session);
    }
  }

  /**
   * The id of a session opened by the command at this place; never 0, which means no session.
   *
   * @param position of the command in its entry, from 0
   */
  public static long idOf(long index, int position) {
    if (index < 1 || index > Long.MAX_VALUE >> POSITION_BITS) {
      throw new IllegalArgumentException("no session can be opened at index " + index);
    }
    if (position < 0 || position >= ENTRY_COMMANDS_MAX) {
      throw new IllegalArgumentException(
          "position " + position + " in an entry of at most " + ENTRY_COMMANDS_MAX + " commands");
    }
    return index << POSITION_BITS | position;
  }

  /** Registers a session under an id that no session ever had. */
  public void open(long session, long shardTimeMillis) {
    if (sessions.size() == SESSIONS_MAX) {
      forget(byLastUse.first().session());
    }
    SessionMemory memory = SessionMemory.opened(shardTimeMillis);
    register(session, memory);
    changes.put(session, Optional.of(memory));
  }

  /** Takes back a session that was written before, when a replica starts. */
  public void restore(long session, SessionRecord row) {
    register(session, SessionMemory.fromRecord(row));
  }

  /** Looks a request up, and notes that its session is alive. */
  public Admission admit(long session, long sequence, long firstIncomplete, long shardTimeMillis) {
    SessionMemory memory = sessions.get(session);
    if (memory == null) {
      return new Admission.Refused(
          Failure.SESSION_EXPIRED,
          "the shard has no session " + Long.toUnsignedString(session) + "; open a new one");
    }
    touch(session, memory, shardTimeMillis);
    return memory.admit(sequence, firstIncomplete);
  }

  /** Keeps the outcome of a request that was admitted as {@link Admission.Fresh} just now. */
  public void remember(long session, long sequence, WriteOutcome outcome) {
    SessionMemory memory = find(session);
    if (memory == null) {
      throw new IllegalStateException("session " + session + " is gone between two of its steps");
    }
    memory.remember(sequence, outcome);
  }

  /** Forgets the sessions that have been idle too long. */
  public void expire(long shardTimeMillis) {
    while (!byLastUse.isEmpty() && shardTimeMillis - byLastUse.first().millis() > IDLE_MILLIS_MAX) {
      forget(byLastUse.first().session());
    }
  }

  /** Null: not known, never opened or forgotten. */
  public @Nullable SessionMemory find(long session) {
    return sessions.get(session);
  }

  public int size() {
    return sessions.size();
  }

  /**
   * The sessions that changed since the last call, in the order of their ids: each one's memory as
   * it is now, or empty when it was forgotten.
   */
  public SortedMap<Long, Optional<SessionRecord>> takeChanges() {
    TreeMap<Long, Optional<SessionRecord>> taken = new TreeMap<>();
    changes.forEach((session, memory) -> taken.put(session, memory.map(SessionMemory::toRecord)));
    changes.clear();
    return taken;
  }

  private void register(long session, SessionMemory memory) {
    if (sessions.putIfAbsent(session, memory) != null) {
      throw new IllegalStateException("session " + session + " is registered already");
    }
    byLastUse.add(new LastUse(memory.lastUsedMillis(), session));
  }

  private void touch(long session, SessionMemory memory, long shardTimeMillis) {
    changes.put(session, Optional.of(memory));
    if (memory.lastUsedMillis() < shardTimeMillis) {
      byLastUse.remove(new LastUse(memory.lastUsedMillis(), session));
      memory.touch(shardTimeMillis);
      byLastUse.add(new LastUse(shardTimeMillis, session));
    }
  }

  private void forget(long session) {
    SessionMemory memory = sessions.remove(session);
    if (memory == null || !byLastUse.remove(new LastUse(memory.lastUsedMillis(), session))) {
      throw new IllegalStateException("session " + session + " and its last use do not agree");
    }
    changes.put(session, Optional.empty());
  }
}
