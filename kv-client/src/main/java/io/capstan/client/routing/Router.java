package io.capstan.client.routing;

import io.capstan.v1.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Picks the node for an attempt, among the replicas that were not tried in the present round.
 * Avoided nodes come last.
 *
 * <p>Without a preference a reader takes the less busy of two replicas drawn at random
 * (Mitzenmacher, <em>The Power of Two Choices in Randomized Load Balancing</em>, 2001).
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Router {
  private final Leaders leaders;
  private final NodeHealths healths;
  private final ToIntFunction<String> inFlight;
  private final Optional<String> preferred;
  private final AtomicLong draws = new AtomicLong();

  /**
   * @param inFlight unanswered operations at an address
   * @param preferred id of the node that reads go to first; empty: none
   */
  public Router(
      Leaders leaders,
      NodeHealths healths,
      ToIntFunction<String> inFlight,
      Optional<String> preferred) {
    this.leaders = leaders;
    this.healths = healths;
    this.inFlight = inFlight;
    this.preferred = preferred;
  }

  /**
   * The node to ask.
   *
   * @param tried ids of the nodes that were asked in this round
   * @return empty when every replica was
   */
  public Optional<Node> route(
      ClusterView view, Target target, Affinity affinity, Collection<String> tried) {
    String leader = target.eventual() ? null : leaders.leader(view.shards().get(target.number()));
    List<Node> untried = untried(view, view.replicasOf(target), tried);
    List<Node> healthy = untried.stream().filter(this::isHealthy).toList();
    List<Node> candidates = healthy.isEmpty() ? untried : healthy;
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        affinity == Affinity.LEADER
            ? named(candidates, leader).orElse(candidates.get(0))
            : reader(candidates, affinity == Affinity.ANY ? null : leader));
  }

  private Node reader(List<Node> candidates, @Nullable String last) {
    Optional<Node> wanted = named(candidates, preferred.orElse(null));
    if (wanted.isPresent()) {
      return wanted.get();
    }
    List<Node> others = candidates.stream().filter(node -> !node.getId().equals(last)).toList();
    return lessBusyOfTwo(others.isEmpty() ? candidates : others);
  }

  private Node lessBusyOfTwo(List<Node> nodes) {
    int draw = mix(draws.incrementAndGet());
    int first = Math.floorMod(draw, nodes.size());
    int step = nodes.size() == 1 ? 0 : 1 + Math.floorMod(draw >>> 16, nodes.size() - 1);
    Node a = nodes.get(first);
    Node b = nodes.get((first + step) % nodes.size());
    return inFlight.applyAsInt(a.getAddress()) <= inFlight.applyAsInt(b.getAddress()) ? a : b;
  }

  private static List<Node> untried(
      ClusterView view, List<String> replicas, Collection<String> tried) {
    List<Node> nodes = new ArrayList<>(replicas.size());
    for (String id : replicas) {
      if (!tried.contains(id)) {
        view.node(id).ifPresent(nodes::add);
      }
    }
    return nodes;
  }

  private boolean isHealthy(Node node) {
    return !healths.of(node.getAddress()).isAvoided();
  }

  private static Optional<Node> named(List<Node> nodes, @Nullable String id) {
    return nodes.stream().filter(node -> node.getId().equals(id)).findFirst();
  }

  /** Spreads consecutive numbers over all bits (the finaliser of MurmurHash3). */
  private static int mix(long n) {
    long h = n * 0xff51afd7ed558ccdL;
    return (int) ((h ^ (h >>> 33)) >>> 16);
  }
}
