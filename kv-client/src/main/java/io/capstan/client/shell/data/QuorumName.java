package io.capstan.client.shell.data;

import io.capstan.client.Quorum;

/** What the command line calls the quorums. */
public enum QuorumName {
  one(Quorum.ONE),
  majority(Quorum.MAJORITY),
  all(Quorum.ALL);

  private final Quorum meant;

  QuorumName(Quorum meant) {
    this.meant = meant;
  }

  public Quorum meant() {
    return meant;
  }
}
