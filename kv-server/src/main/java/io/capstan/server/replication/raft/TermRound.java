package io.capstan.server.replication.raft;

import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term check under way.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class TermRound {
  private static final Logger LOG = LoggerFactory.getLogger(TermRound.class);

  private final Leadership leadership;
  private final TermVotes votes;
  private final CompletableFuture<Boolean> confirmed = new CompletableFuture<>();

  private final Object lock = new Object();
  // Guarded by lock.
  private final Set<String> counted = new HashSet<>();
  private int outstanding;

  TermRound(long group, Leadership leadership, long nonce) {
    this.leadership = leadership;
    this.votes =
        new TermVotes(group, leadership.term(), nonce, leadership.current(), leadership.previous());
  }

  Leadership leadership() {
    return leadership;
  }

  /** True once a majority confirms the term; false once none will, or patience ends. */
  CompletionStage<Boolean> confirmed() {
    return confirmed;
  }

  /** Ids of the nodes counted so far. */
  List<String> replicas() {
    synchronized (lock) {
      return counted.stream().map(RaftPeerSpec::nodeIdOf).sorted().toList();
    }
  }

  /** Asks everybody but self, whose term the {@link Leadership} has just been read from. */
  void ask(
      String selfPeerId,
      String clusterId,
      PeerTerms peers,
      ReplicaRuntime runtime,
      long patienceNanos) {
    Set<String> others = votes.voters();
    boolean voting = others.remove(selfPeerId);
    synchronized (lock) {
      outstanding = others.size() + 1;
    }
    Future<?> timer =
        runtime
            .timers()
            .schedule(() -> confirmed.complete(false), patienceNanos, TimeUnit.NANOSECONDS);
    confirmed().whenComplete((result, failure) -> timer.cancel(false));
    TermCheckRequest request =
        TermCheckRequest.newBuilder()
            .setClusterId(clusterId)
            .setFrom(RaftPeerSpec.nodeIdOf(selfPeerId))
            .setNonce(votes.nonce())
            .addGroups(votes.group())
            .build();
    for (String peerId : others) {
      ask(peers, peerId, request);
    }
    settle(voting ? selfPeerId : null);
  }

  /** A peer that cannot even be asked is one that does not confirm. */
  private void ask(PeerTerms peers, String peerId, TermCheckRequest request) {
    try {
      peers
          .termCheck(RaftPeerSpec.nodeIdOf(peerId), request)
          .whenComplete((answer, failure) -> answered(peerId, answer));
    } catch (RuntimeException e) {
      LOG.warn("Cannot ask {} for its term", peerId, e);
      settle(null);
    }
  }

  private void answered(String peerId, @Nullable TermCheckResponse answer) {
    settle(answer != null && votes.counts(peerId, answer) ? peerId : null);
  }

  private void settle(@Nullable String agreeing) {
    boolean won;
    boolean over;
    synchronized (lock) {
      outstanding--;
      if (agreeing != null) {
        counted.add(agreeing);
      }
      won = votes.confirmedBy(counted);
      over = outstanding == 0;
    }
    if (won) {
      confirmed.complete(true);
    } else if (over) {
      confirmed.complete(false);
    }
  }
}
