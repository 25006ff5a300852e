package io.capstan.server.core;

import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.log.v1.SessionRecord;
import io.capstan.log.v1.SessionRecord.Remembered;
import io.capstan.log.v1.WriteOutcome;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcomes of one client session's recent requests, so that a retry gets the first one's.
 *
 * <p>The window starts at the first incomplete sequence number, as the client reports it, and is
 * {@link Limits#SESSION_WINDOW} long. What is below it is forgotten, what is beyond it is refused,
 * so at most that many outcomes are held (protocols.md R6; Lee et al., "Implementing
 * Linearizability at Large Scale and Low Latency", SOSP 2015, section 4, has the same shape).
 *
 * <p>Thread safety: confined to the apply thread.
 */
public final class SessionMemory {
  private long firstIncomplete;
  private long lastUsedMillis;
  private final TreeMap<Long, Remembered> remembered = new TreeMap<>();

  private SessionMemory(long firstIncomplete, long lastUsedMillis) {
    this.firstIncomplete = firstIncomplete;
    this.lastUsedMillis = lastUsedMillis;
  }

  /** A session without requests; the first one has sequence number 1. */
  public static SessionMemory opened(long shardTimeMillis) {
    return new SessionMemory(1, shardTimeMillis);
  }

  /** The inverse of {@link #toRecord}. */
  public static SessionMemory fromRecord(SessionRecord row) {
    SessionMemory memory = new SessionMemory(row.getFirstIncomplete(), row.getLastUsedMillis());
    for (Remembered outcome : row.getRememberedList()) {
      memory.remembered.put(outcome.getSequence(), outcome);
    }
    return memory;
  }

  /** Outcomes in the order of their sequence numbers: equal memories give equal bytes. */
  public SessionRecord toRecord() {
    return SessionRecord.newBuilder()
        .setFirstIncomplete(firstIncomplete)
        .setLastUsedMillis(lastUsedMillis)
        .addAllRemembered(remembered.values())
        .build();
  }

  /**
   * Moves the window up to where the client says it starts, never back, and looks the request up.
   *
   * @param firstIncompleteSeen what the request carries; a late duplicate carries an old one
   */
  public Admission admit(long sequence, long firstIncompleteSeen) {
    forgetBelow(firstIncompleteSeen);
    if (sequence < firstIncomplete) {
      return new Admission.Refused(
          Failure.DUPLICATE_EXPIRED,
          "sequence " + sequence + " is below the session's first incomplete " + firstIncomplete);
    }
    if (sequence - firstIncomplete >= Limits.SESSION_WINDOW) {
      return new Admission.Refused(Failure.SEQUENCE_TOO_FAR, tooFar(sequence));
    }
    Remembered first = remembered.get(sequence);
    return first == null ? Admission.FRESH : new Admission.Duplicate(first.getOutcome());
  }

  /** Keeps the outcome of a request that was admitted as {@link Admission.Fresh} just now. */
  public void remember(long sequence, WriteOutcome outcome) {
    if (sequence < firstIncomplete || sequence - firstIncomplete >= Limits.SESSION_WINDOW) {
      throw new IllegalStateException(
          "sequence " + sequence + " is outside the window from " + firstIncomplete);
    }
    Remembered entry = Remembered.newBuilder().setSequence(sequence).setOutcome(outcome).build();
    if (remembered.putIfAbsent(sequence, entry) != null) {
      throw new IllegalStateException("sequence " + sequence + " has an outcome already");
    }
  }

  /** Notes that the session is alive. */
  void touch(long shardTimeMillis) {
    lastUsedMillis = Math.max(lastUsedMillis, shardTimeMillis);
  }

  long lastUsedMillis() {
    return lastUsedMillis;
  }

  private void forgetBelow(long firstIncompleteSeen) {
    if (firstIncompleteSeen > firstIncomplete) {
      firstIncomplete = firstIncompleteSeen;
      Map<Long, Remembered> complete = remembered.headMap(firstIncomplete, false);
      complete.clear();
    }
  }

  private String tooFar(long sequence) {
    return "sequence "
        + sequence
        + ": limit SESSION_WINDOW = "
        + Limits.SESSION_WINDOW
        + " from the first incomplete "
        + firstIncomplete
        + "; wait for answers";
  }
}
