package io.capstan.server.replication.raft;

import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.peer.v1.TermCheckResponse.GroupTerm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The counting of one term check (protocols.md R1), as plain arithmetic.
 *
 * <p>The leader of term t may serve a read when, after the read arrived, a majority of the voters
 * was still in exactly term t. A later leader needs the vote of a majority, which meets this one,
 * and a voter enters the later term before it votes: so nobody can have led after t before the read
 * arrived. Equal, not "at most": a replica that is starting, or that lost its disk, knows no term.
 *
 * <p>Compare Raft (Ongaro's dissertation), section 6.4, where the leader's heartbeats ask the same.
 *
 * @param group the lineage
 * @param term the leader's
 * @param nonce of this round
 * @param current peer ids of the voters
 * @param previous peer ids of the voters before the membership change in progress; empty: none
 */
record TermVotes(long group, long term, long nonce, Set<String> current, Set<String> previous) {
  TermVotes {
    current = Set.copyOf(current);
    previous = Set.copyOf(previous);
  }

  /** Everybody whose answer may matter. */
  Set<String> voters() {
    Set<String> voters = new HashSet<>(current);
    voters.addAll(previous);
    return voters;
  }

  /** Whether an answer confirms the term for the voter that was asked. */
  boolean counts(String askedPeerId, TermCheckResponse answer) {
    if (term <= 0 || answer.getNonce() != nonce) {
      return false;
    }
    List<GroupTerm> answered =
        answer.getTermsList().stream().filter(one -> one.getGroup() == group).toList();
    return answered.size() == 1
        && answered.get(0).getTerm() == term
        && answered.get(0).getPeerId().equals(askedPeerId);
  }

  /** Whether these voters are a majority of the current voters, and of the previous ones if any. */
  boolean confirmedBy(Set<String> counted) {
    return majority(current, counted) && (previous.isEmpty() || majority(previous, counted));
  }

  private static boolean majority(Set<String> voters, Set<String> counted) {
    long agreeing = voters.stream().filter(counted::contains).count();
    return agreeing > voters.size() / 2;
  }
}
