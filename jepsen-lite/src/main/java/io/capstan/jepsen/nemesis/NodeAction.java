package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.Node;
import io.capstan.runtime.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Nodes that are killed or paused; the operating system shows it.
 *
 * <p>Thread safety: for one thread.
 */
final class NodeAction implements Action {
  private final Ticker ticker;
  private final List<Node> hit;
  private final Kind kind;
  private final Consumer<Node> awaitServing;
  private long injectedNanos;
  private long endedNanos;
  private boolean ended;

  /** SIGKILL, and a start. */
  static final Kind KILL =
      new Kind(Node::kill, node -> !node.isAlive(), Node::start, "the processes are gone");

  /** SIGSTOP and SIGCONT. */
  static final Kind PAUSE =
      new Kind(Node::pause, Node::isPaused, Node::resume, "the processes stand still");

  /** What is done to the nodes, and how it shows. */
  record Kind(Consumer<Node> inject, Predicate<Node> bites, Consumer<Node> end, String evidence) {}

  /**
   * @param awaitServing waits until a node serves again
   */
  NodeAction(Ticker ticker, List<Node> hit, Kind kind, Consumer<Node> awaitServing) {
    this.ticker = ticker;
    this.hit = List.copyOf(hit);
    this.kind = kind;
    this.awaitServing = awaitServing;
  }

  @Override
  public String what() {
    return String.join(" ", hit.stream().map(Node::id).toList());
  }

  @Override
  public Set<String> nodes() {
    return hit.stream().map(Node::id).collect(Collectors.toSet());
  }

  @Override
  public void inject() {
    hit.parallelStream().forEach(kind.inject);
    injectedNanos = ticker.nanos();
  }

  @Override
  public OptionalLong bitesSince() {
    boolean bites = !ended && hit.stream().allMatch(kind.bites);
    return bites ? OptionalLong.of(injectedNanos) : OptionalLong.empty();
  }

  @Override
  public void end() {
    ended = true;
    each(kind.end);
    each(awaitServing);
    endedNanos = ticker.nanos();
  }

  /** Does it to all, also when it fails for one; throws what failed first. */
  private void each(Consumer<Node> what) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Node node : hit) {
      try {
        what.accept(node);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  @Override
  public OptionalLong healedSince() {
    boolean healed = ended && hit.stream().noneMatch(kind.bites);
    return healed ? OptionalLong.of(endedNanos) : OptionalLong.empty();
  }

  @Override
  public String evidence() {
    return kind.evidence;
  }
}
