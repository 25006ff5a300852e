package io.capstan.jepsen.nemesis;

/**
 * The disk of one node, which can be made to misbehave.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface NodeDisk {
  /** How a disk is. */
  enum Condition {
    WELL,
    /** Nothing is free, and writes fail. */
    FULL,
    /** Every sync takes longer. */
    SLOW,
    /** Writes succeed and syncs fail. */
    FSYNC_FAILS
  }

  /** Makes it so from now on, in the node's next lives too. */
  void set(Condition condition);

  /**
   * Whether the disk is still in this condition, and a write or a sync of the node has met it so;
   * well: whether the node has noticed that it is well.
   */
  boolean wasMet(Condition condition);
}
