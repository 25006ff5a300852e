package io.capstan.server.membership;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.server.transport.PeerClient;
import io.capstan.v1.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first start of a cluster: each first member calls all the others until every one has said
 * which disk it is.
 *
 * <p>Raft peers are named by node and disk (protocols.md R4), so nobody can open a group before it
 * knows every disk. A member whose cluster has formed already names the members it knows; a first
 * member that starts again then learns whether it is still the one they mean.
 *
 * <p>Thread safety: {@link #run} is called once; the calls complete on any thread.
 */
public final class Formation {
  private static final Logger LOG = LoggerFactory.getLogger(Formation.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int ATTEMPTS_BETWEEN_REPORTS = 100;

  private final Node self;
  private final List<Node> first;
  private final PeerClient peers;
  private final ScheduledExecutorService scheduler;
  private final Map<String, Node> answered = new ConcurrentHashMap<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final CompletableFuture<List<Node>> formed = new CompletableFuture<>();

  /**
   * Makes the formation of one node.
   *
   * @param first the configured first members (id and address), this node among them
   */
  public Formation(
      Node self, List<Node> first, PeerClient peers, ScheduledExecutorService scheduler) {
    this.self = self;
    this.first = List.copyOf(first);
    this.peers = peers;
    this.scheduler = scheduler;
    answered.put(self.getId(), self);
  }

  /**
   * Calls the others until all have answered, for as long as it takes.
   *
   * @return the first members in configured order, each with its disk and all its addresses; fails
   *     when one of them refuses this node
   */
  public CompletionStage<List<Node>> run() {
    attempt();
    return formed;
  }

  private void attempt() {
    if (formed.isDone()) {
      return;
    }
    List<Node> missing =
        first.stream().filter(node -> !answered.containsKey(node.getId())).toList();
    if (missing.isEmpty()) {
      formed.complete(first.stream().map(node -> known(node.getId())).toList());
      return;
    }
    if (attempts.incrementAndGet() % ATTEMPTS_BETWEEN_REPORTS == 0) {
      LOG.warn("still waiting for the first members {}", addresses(missing));
    }
    List<CompletableFuture<?>> calls = new ArrayList<>();
    missing.forEach(node -> calls.add(call(node).toCompletableFuture()));
    var unused =
        CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new))
            .thenRun(this::attemptLater);
  }

  private void attemptLater() {
    long pause = answered.size() == first.size() ? 0 : PAUSE.toMillis();
    var unused = scheduler.schedule(this::attempt, pause, TimeUnit.MILLISECONDS);
  }

  private CompletionStage<?> call(Node node) {
    return peers
        .hello(node.getAddress())
        .handle(
            (response, failure) -> {
              try {
                if (failure == null) {
                  accept(node, response);
                } else {
                  judge(node, failure);
                }
              } catch (CapstanException refusal) {
                formed.completeExceptionally(refusal);
              }
              return null;
            });
  }

  private void accept(Node node, HelloResponse response) {
    Node answer = response.getNode();
    if (!answer.getId().equals(node.getId())) {
      throw CapstanException.of(
          Failure.NODE_ID_TAKEN,
          "initial-nodes says that '%s' is at %s, but the node there is '%s'"
              .formatted(node.getId(), node.getAddress(), answer.getId()));
    }
    Newcomers.checkKnown(response.getMembersList(), self);
    answered.put(answer.getId(), answer);
  }

  private static void judge(Node node, Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof CapstanException refusal && !refusal.failure().retryable()) {
      throw refusal;
    }
    LOG.debug("{} at {} does not answer yet", node.getId(), node.getAddress(), cause);
  }

  private Node known(String id) {
    Node node = answered.get(id);
    if (node == null) {
      throw new AssertionError(id);
    }
    return node;
  }

  private static List<String> addresses(List<Node> nodes) {
    return nodes.stream().map(node -> node.getId() + "=" + node.getAddress()).toList();
  }
}
