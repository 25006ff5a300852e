package io.capstan.server.replication;

/**
 * A place in a Raft log.
 *
 * @param term the Raft term of the entry there
 * @param index the entry's index, from 0; -1 with {@link #NOTHING}
 */
public record LogPosition(long term, long index) {
  /** Before the first entry. */
  public static final LogPosition NOTHING = new LogPosition(0, -1);
}
