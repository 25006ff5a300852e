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
   * Whether the node has met the disk in this condition since it was set to it; well: whether it
   * has noticed that it is well.
   */
  boolean wasMet(Condition condition);
}
