package io.capstan.server.membership;

import io.capstan.log.v1.ClusterMetadata;
import io.capstan.v1.Node;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The one reference to what this node knows of its cluster; it only ever moves to a later epoch.
 *
 * <p>Thread safety: safe for use by several threads. Each state carries the future of the next one,
 * so that whoever follows sees them in order.
 */
public final class MembershipView implements Supplier<ClusterState> {
  private record Known(ClusterState state, CompletableFuture<Known> next) {
    Known(ClusterMetadata metadata) {
      this(new ClusterState(metadata), new CompletableFuture<>());
    }
  }

  private final Object lock = new Object();
  private volatile Known current = new Known(ClusterMetadata.getDefaultInstance());

  private volatile List<Node> introduced = List.of();

  /** Names members that are known before the first state is: first members, or a seed's answer. */
  public void introduce(List<Node> members) {
    introduced = List.copyOf(members);
  }

  /** The members of the present state; before there is one, those that were introduced. */
  public List<Node> members() {
    ClusterState state = get();
    return state.formed() ? state.nodes() : introduced;
  }

  /** Where the members are called, {@code host:port} by node id. */
  public Map<String, String> addresses() {
    return members().stream().collect(Collectors.toMap(Node::getId, Node::getAddress));
  }

  @Override
  public ClusterState get() {
    return current.state();
  }

  /** Takes over a state, unless this node knows a later one already. */
  public void advance(ClusterMetadata metadata) {
    Known next = new Known(metadata);
    Known before;
    synchronized (lock) {
      before = current;
      if (next.state().epoch() <= before.state().epoch()) {
        return;
      }
      current = next;
    }
    before.next().complete(next);
  }

  /**
   * Calls the listener with the present state, if there is a cluster, and with every later one in
   * order, on the threads that advance.
   */
  public void listen(Consumer<ClusterState> listener) {
    follow(current, listener);
  }

  private static void follow(Known known, Consumer<ClusterState> listener) {
    if (known.state().formed()) {
      listener.accept(known.state());
    }
    var unused = known.next().thenAccept(next -> follow(next, listener));
  }

  /** Completes once this node knows {@code epoch} or a later one. */
  public CompletionStage<ClusterState> reached(long epoch) {
    return reached(current, epoch);
  }

  private static CompletionStage<ClusterState> reached(Known known, long epoch) {
    return known.state().epoch() >= epoch
        ? CompletableFuture.completedFuture(known.state())
        : known.next().thenCompose(next -> reached(next, epoch));
  }
}
