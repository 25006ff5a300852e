package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.v1.GetResponse;
import io.capstan.v1.Level;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** What a node may say instead of a value; anything else would hide a read that fails always. */
  private static final Set<Failure> REFUSALS = Set.of(Failure.NOT_LEADER, Failure.UNAVAILABLE);

  @RegisterExtension final Lab lab = new Lab();

  private final Tally strong = new Tally();
  private final Tally eventual = new Tally();
  private int ledBefore;

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
        "deposed leader: %d rounds, %d of a node that led to the end; STRONG %s; EVENTUAL %s; %d s",
        ROUNDS,
        ledBefore,
        strong,
        eventual,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    assertEquals(0, strong.stale, "reads that gave a value older than an acknowledged write");
    assertEquals(2 * READS * ROUNDS, strong.reads());
    assertTrue(REFUSALS.containsAll(strong.refusals.keySet()), strong::toString);
    assertTrue(2 * ledBefore > ROUNDS, "most rounds paused a node that no longer led");
    // The control: rows that the node has are old, and reads that do not ask others show it.
    assertTrue(eventual.stale > 0, eventual::toString);
  }

  private void round(ProcessCluster cluster, int round)
      throws InterruptedException, ExecutionException {
    ServerProcess leader = Lab.leader(cluster, 0);
    String old = "old of round " + round;
    String newest = "new of round " + round;
    List<ListenableFuture<GetResponse>> strongReads = new ArrayList<>();
    List<ListenableFuture<GetResponse>> eventualReads = new ArrayList<>();
    try (NodeCalls sleeper = NodeCalls.to(cluster, leader)) {
      write(cluster, List.of(leader), old);
      // Opens the connection, and makes the leader cache what it may of its leadership.
      ledBefore += strongRead(cluster, leader, old) == leader ? 1 : 0;
      send(sleeper, Level.LEVEL_EVENTUAL, new ArrayList<>());
      leader.pause();
      try {
        ServerProcess successor = write(cluster, cluster.othersThan(leader.id()), newest);
        strongRead(cluster, successor, newest);
        send(sleeper, Level.LEVEL_STRONG, strongReads); // queued in the sleeping node's socket
        send(sleeper, Level.LEVEL_EVENTUAL, eventualReads);
      } finally {
        leader.resume();
      }
      send(sleeper, Level.LEVEL_STRONG, strongReads);
      strong.add(strongReads, newest);
      eventual.add(eventualReads, newest);
    }
    strongRead(cluster, leader, newest);
  }

  private static void send(NodeCalls node, Level level, List<ListenableFuture<GetResponse>> reads) {
    for (int i = 0; i < READS; i++) {
      reads.add(node.dataAsync().get(NodeCalls.get("strong", KEY, level)));
    }
  }

  /** Reads at a node or at whom it names, until one answers: with this value. Returns who did. */
  private static ServerProcess strongRead(
      ProcessCluster cluster, ServerProcess first, String newest) {
    Deque<ServerProcess> asked = new ArrayDeque<>(List.of(first));
    Lab.AWAIT.until(
        () -> "a STRONG read is answered, at first by " + first.id(),
        Duration.ofSeconds(30),
        () -> {
          try (NodeCalls calls = NodeCalls.to(cluster, asked.getLast())) {
            GetResponse answer = calls.data().get(NodeCalls.get("strong", KEY, Level.LEVEL_STRONG));
            assertEquals(newest, answer.getResult().getValue().toStringUtf8());
            return true;
          } catch (StatusRuntimeException e) {
            CapstanException refusal = GrpcErrors.fromStatus(e);
            assertTrue(REFUSALS.contains(refusal.failure()), refusal::toString);
            String hint = refusal.error().getTryNode();
            asked.add(hint.isEmpty() ? first : cluster.node(hint));
            return false;
          }
        });
    return asked.getLast();
  }

  /** Asks one node after the other until one has acknowledged the write; returns that one. */
  private static ServerProcess write(
      ProcessCluster cluster, List<ServerProcess> nodes, String value) {
    List<ServerProcess> leader = new ArrayList<>();
    Lab.AWAIT.until(
        () -> "one of " + nodes.size() + " nodes acknowledges a write",
        Duration.ofSeconds(30),
        () ->
            nodes.stream()
                .filter(node -> acknowledges(cluster, node, value))
                .findFirst()
                .map(leader::add)
                .isPresent());
    return leader.get(0);
  }

  private static boolean acknowledges(ProcessCluster cluster, ServerProcess node, String value) {
    try (NodeCalls calls = NodeCalls.to(cluster, node)) {
      calls.data().withDeadlineAfter(2, TimeUnit.SECONDS).put(NodeCalls.put("strong", KEY, value));
      return true;
    } catch (StatusRuntimeException refusedOrUnknown) {
      return false;
    }
  }

  /** What became of the reads that the old leader was sent, over all rounds. */
  private static final class Tally {
    private int fresh;
    private int stale;
    private int answeredRounds;
    private int staleRounds;
    private final Map<Failure, Integer> refusals = new TreeMap<>();

    /** Waits for the reads of one round. */
    void add(List<ListenableFuture<GetResponse>> reads, String newest)
        throws InterruptedException, ExecutionException {
      int freshBefore = fresh;
      int staleBefore = stale;
      for (ListenableFuture<GetResponse> read : reads) {
        add(read, newest);
      }
      answeredRounds += fresh + stale > freshBefore + staleBefore ? 1 : 0;
      staleRounds += stale > staleBefore ? 1 : 0;
    }

    private void add(ListenableFuture<GetResponse> read, String newest)
        throws InterruptedException, ExecutionException {
      try {
        boolean isNewest = read.get().getResult().getValue().toStringUtf8().equals(newest);
        fresh += isNewest ? 1 : 0;
        stale += isNewest ? 0 : 1;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof StatusRuntimeException)) {
          throw e;
        }
        refusals.merge(GrpcErrors.fromStatus(e.getCause()).failure(), 1, Integer::sum);
      }
    }

    int reads() {
      return fresh + stale + refusals.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
      return "%d fresh, %d stale (%d rounds), refused %s, a value in %d rounds"
          .formatted(fresh, stale, staleRounds, refusals, answeredRounds);
    }
  }
}
