package io.capstan.server.replication.raft;

/** How a leader makes sure that it still leads before it answers a STRONG read. */
public enum ReadMode {
  /** Asks a majority for its term (protocols.md R1); when that is slow, as {@link #BARRIER}. */
  TERM_CHECK,
  /** Lets every read ride in an entry of the log (protocols.md R2). */
  BARRIER
}
