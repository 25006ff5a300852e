package io.capstan.jepsen.checker.version;

import io.capstan.jepsen.checker.Tally;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.version.Versions.Seen;
import io.capstan.jepsen.history.Operation;
import java.util.HashMap;
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

    void raise(String key, int start) {
      starts.merge(key, start, Math::max);
    }

    void raise(Floors floors) {
      floors.starts.forEach(this::raise);
    }

    /** Those of one key. */
    Floors of(String key) {
      Floors own = new Floors();
      own.raise(key, starts.getOrDefault(key, Versions.BEFORE_ALL));
      return own;
    }

    Floors copy() {
      Floors copy = new Floors();
      copy.raise(this);
      return copy;
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

  /** What a write's session had done before it. */
  private record Before(Floors written, Floors read) {}

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
      Map<Integer, Session> sessions = new HashMap<>();
      for (Access access : versions.accesses()) {
        Session session = sessions.computeIfAbsent(access.process(), added -> new Session());
        Seen seen = access.write() ? null : versions.seen(access);
        if (access.write()) {
          beforeWrite.put(access.start(), before(session, access.key()));
          session.written.raise(access.key(), writtenFloor(access));
        } else if (seen != null) {
          session.read.raise(access.key(), seen.since());
        }
      }
    }

    private Before before(Session session, String key) {
      return perKey
          ? new Before(session.written.of(key), session.read.of(key))
          : new Before(session.written.copy(), session.read.copy());
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
        session.writtenBeforeSeen.raise(before.written());
        session.readBeforeSeen.raise(before.read());
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
