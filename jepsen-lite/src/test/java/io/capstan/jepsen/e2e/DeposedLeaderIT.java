package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.util.concurrent.ListenableFuture;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.v1.GetResponse;
import io.capstan.v1.Level;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A leader that does not know that it was deposed: its process stood still while another was
 * elected. {@code -Dcapstan.rounds=100} makes it a long one.
 */
class DeposedLeaderIT {
  private static final int ROUNDS = Integer.getInteger("capstan.rounds", 10);
  private static final int READS = 40;
  private static final String KEY = "register";

  @RegisterExtension final Lab lab = new Lab();

  private int fresh;
  private int refused;
  private int stale;
  private final Map<Failure, Integer> reasons = new TreeMap<>();

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void aLeaderThatWakesUpDeposedNeverAnswersAStrongReadWithAnOldValue()
      throws InterruptedException, ExecutionException {
    ProcessCluster cluster =
        lab.cluster(
            3, Map.of("raft-election-timeout-min", "500ms", "raft-election-timeout-max", "1s"));
    long began = System.nanoTime();
    for (int round = 1; round <= ROUNDS; round++) {
      round(cluster, round);
    }
    measured(
        "deposed leader: %d rounds of %d STRONG reads, %d fresh, %d refused %s, %d stale; %d s",
        ROUNDS,
        2 * READS,
        fresh,
        refused,
        reasons,
        stale,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    assertEquals(0, stale, "reads that gave a value older than an acknowledged write");
    assertEquals(2 * READS * ROUNDS, fresh + refused);
  }

  private void round(ProcessCluster cluster, int round)
      throws InterruptedException, ExecutionException {
    ServerProcess leader = Lab.leader(cluster, 0);
    String newest = "new of round " + round;
    List<ListenableFuture<GetResponse>> reads = new ArrayList<>();
    try (NodeCalls old = NodeCalls.to(cluster, leader)) {
      write(cluster, List.of(leader), "old of round " + round);
      readAtOnce(old);
      leader.pause();
      try {
        write(cluster, cluster.othersThan(leader.id()), newest);
        send(old, reads); // queued in the sleeping node's socket
      } finally {
        leader.resume();
      }
      send(old, reads);
      for (ListenableFuture<GetResponse> read : reads) {
        count(read, newest);
      }
    }
  }

  /** A first read has opened the connection, and whatever a leader caches of its leadership. */
  private static void readAtOnce(NodeCalls node) {
    for (int i = 0; i < 3; i++) {
      try {
        node.data().get(NodeCalls.get("strong", KEY, Level.LEVEL_STRONG));
      } catch (StatusRuntimeException notLeading) {
        // Leadership may have moved; then the round tests a follower that was stopped.
      }
    }
  }

  private static void send(NodeCalls node, List<ListenableFuture<GetResponse>> reads) {
    for (int i = 0; i < READS; i++) {
      reads.add(node.dataAsync().get(NodeCalls.get("strong", KEY, Level.LEVEL_STRONG)));
    }
  }

  private void count(ListenableFuture<GetResponse> read, String newest)
      throws InterruptedException, ExecutionException {
    try {
      boolean isNewest = read.get().getResult().getValue().toStringUtf8().equals(newest);
      fresh += isNewest ? 1 : 0;
      stale += isNewest ? 0 : 1;
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof StatusRuntimeException)) {
        throw e;
      }
      refused++;
      reasons.merge(GrpcErrors.fromStatus(e.getCause()).failure(), 1, Integer::sum);
    }
  }

  /** Asks one node after the other until one has acknowledged the write. */
  private static void write(ProcessCluster cluster, List<ServerProcess> nodes, String value) {
    List<NodeCalls> calls = nodes.stream().map(node -> NodeCalls.to(cluster, node)).toList();
    Lab.AWAIT.until(
        () -> "one of " + nodes.size() + " nodes acknowledges a write",
        Duration.ofSeconds(30),
        () -> calls.stream().anyMatch(node -> acknowledges(node, value)));
    calls.forEach(NodeCalls::close);
  }

  private static boolean acknowledges(NodeCalls node, String value) {
    try {
      node.data().withDeadlineAfter(2, TimeUnit.SECONDS).put(NodeCalls.put("strong", KEY, value));
      return true;
    } catch (StatusRuntimeException refusedOrUnknown) {
      return false;
    }
  }
}
