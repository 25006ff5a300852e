package io.capstan.jepsen.checker.version;

import io.capstan.jepsen.checker.Tally;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.version.Versions.Seen;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each process may rely on between its own operations, wherever they were served (Terry et al.
 * 1994). A session is a process. Read your writes and monotonic reads are about one key; the other
 * two about all, or about each by itself: then who has seen a write of a key need not see what its
 * session had done to others before it.
 *
 * @param readYourWrites no read sees less than an earlier acknowledged write of its session
 * @param monotonicReads no read sees less than an earlier read of its session
 * @param monotonicWrites who has seen a write sees no less than what its session had written before
 *     it
 * @param writesFollowReads who has seen a write sees no less than what its session had read before
 *     it
 */
public record SessionGuarantees(
    Verdict readYourWrites,
    Verdict monotonicReads,
    Verdict monotonicWrites,
    Verdict writesFollowReads) {

  /**
   * Judges reads and writes.
   *
   * @param operations in the order of their starts
   * @param perKey whether each key is judged by itself
   * @throws IllegalArgumentException for an operation that is neither read nor write
   */
  public static SessionGuarantees of(List<Operation> operations, boolean perKey) {
    Judge judge = new Judge(new Versions(Access.of(operations)), perKey);
    judge.gather();
    judge.judge();
    return judge.verdicts();
  }

  /** The start of the newest write that must be seen, by key. */
  private static final class Floors {
    private final Map<String, Integer> starts = new HashMap<>();

    /** How much of each list is in them; by identity, for the lists grow. */
    private final IdentityHashMap<List<Floor>, Integer> raisedTo = new IdentityHashMap<>();

    void raise(String key, int start) {
      starts.merge(key, start, Math::max);
    }

    /** Raises them to the first so many of a list that only grows. */
    void raise(List<Floor> floors, int count) {
      int done = raisedTo.getOrDefault(floors, 0);
      for (int i = done; i < count; i++) {
        raise(floors.get(i).key(), floors.get(i).start());
      }
      raisedTo.put(floors, Math.max(done, count));
    }

    void look(Tally tally, Access read, Seen seen) {
      Integer start = starts.get(read.key());
      if (start != null && start > Versions.BEFORE_ALL) {
        String example = read.operation() + " is older than the write of event " + (start + 1);
        tally.look(seen.olderThan(start), example);
      }
    }
  }

  /** What a session has done so far. */
  private static final class Session {
    private final Floors written = new Floors();
    private final Floors read = new Floors();
    private final Floors writtenBeforeSeen = new Floors();
    private final Floors readBeforeSeen = new Floors();
  }

  private record Floor(String key, int start) {}

  /** What a session does, one after the other; where keys are judged by themselves, with one. */
  private static final class Deeds {
    private final List<Floor> written = new ArrayList<>();
    private final List<Floor> read = new ArrayList<>();
  }

  /**
   * What a write's session had done before it.
   *
   * @param written how many of its writes that were
   * @param read how many of its reads
   */
  private record Before(Deeds deeds, int written, int read) {}

  private static final class Judge {
    private final Versions versions;
    private final boolean perKey;
    private final Map<Integer, Before> beforeWrite = new HashMap<>();
    private final Tally readYourWrites = new Tally("reads after own writes");
    private final Tally monotonicReads = new Tally("reads after own reads");
    private final Tally monotonicWrites = new Tally("reads after writes that follow writes");
    private final Tally writesFollowReads = new Tally("reads after writes that follow reads");

    Judge(Versions versions, boolean perKey) {
      this.versions = versions;
      this.perKey = perKey;
    }

    void gather() {
      Map<String, Deeds> all = new HashMap<>();
      for (Access access : versions.accesses()) {
        String whose = access.process() + (perKey ? " " + access.key() : "");
        Deeds deeds = all.computeIfAbsent(whose, added -> new Deeds());
        Seen seen = access.write() ? null : versions.seen(access);
        if (access.write()) {
          beforeWrite.put(
              access.start(), new Before(deeds, deeds.written.size(), deeds.read.size()));
          deeds.written.add(new Floor(access.key(), writtenFloor(access)));
        } else if (seen != null) {
          deeds.read.add(new Floor(access.key(), seen.since()));
        }
      }
    }

    void judge() {
      Map<Integer, Session> sessions = new HashMap<>();
      for (Access access : versions.accesses()) {
        Session session = sessions.computeIfAbsent(access.process(), added -> new Session());
        Seen seen = access.write() ? null : versions.seen(access);
        if (access.write()) {
          session.written.raise(access.key(), writtenFloor(access));
        } else if (seen != null) {
          session.written.look(readYourWrites, access, seen);
          session.read.look(monotonicReads, access, seen);
          session.writtenBeforeSeen.look(monotonicWrites, access, seen);
          session.readBeforeSeen.look(writesFollowReads, access, seen);
          note(session, access, seen);
        }
      }
    }

    /** What is not known to have happened need not be seen. */
    private static int writtenFloor(Access write) {
      return write.operation().acknowledged() ? write.start() : Versions.BEFORE_ALL;
    }

    private void note(Session session, Access read, Seen seen) {
      session.read.raise(read.key(), seen.since());
      Access source = versions.source(read);
      Before before = source == null ? null : beforeWrite.get(source.start());
      if (before != null) {
        session.writtenBeforeSeen.raise(before.deeds().written, before.written());
        session.readBeforeSeen.raise(before.deeds().read, before.read());
      }
    }

    SessionGuarantees verdicts() {
      return new SessionGuarantees(
          readYourWrites.verdict(),
          monotonicReads.verdict(),
          monotonicWrites.verdict(),
          writesFollowReads.verdict());
    }
  }
}
