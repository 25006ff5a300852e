package io.capstan.server.replication.raft;

/**
 * Told of what replicas do, for counters.
 *
 * <p>Thread safety: called from several threads; must return at once.
 */
public interface ReplicaEvents {
  /** Listens to nothing. */
  ReplicaEvents NONE = new ReplicaEvents() {};

  /** A batch was handed to the log. */
  default void entrySubmitted(int commands, int bytes) {}

  /** A majority confirmed a round of reads. */
  default void readsConfirmed(int reads) {}

  /** No majority confirmed a round of reads in time. */
  default void readsNotConfirmed(int reads) {}
}
