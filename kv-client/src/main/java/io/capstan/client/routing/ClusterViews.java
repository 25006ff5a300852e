package io.capstan.client.routing;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last known view of the cluster, and how a newer one is got: one refresh at a time, which asks
 * the node that answered last, then the seeds, then the other members, until one answers.
 *
 * <p>Thread safety: an immutable view behind a volatile; safe for use by several threads.
 */
public final class ClusterViews {
  private final List<String> seeds;
  private final Function<String, CompletableFuture<GetClusterResponse>> fetch;
  private final Consumer<ClusterView> beforeUse;
  private final AtomicReference<@Nullable CompletableFuture<ClusterView>> underWay =
      new AtomicReference<>();
  private volatile @Nullable ClusterView current;
  private volatile @Nullable String answeredLast;

  /**
   * Starts without a view.
   *
   * @param seeds host:port, not empty
   * @param fetch asks one address, within a time of its own
   * @param beforeUse sees each view first, and throws a {@link CapstanException} to refuse it
   */
  public ClusterViews(
      List<String> seeds,
      Function<String, CompletableFuture<GetClusterResponse>> fetch,
      Consumer<ClusterView> beforeUse) {
    this.seeds = List.copyOf(seeds);
    this.fetch = fetch;
    this.beforeUse = beforeUse;
  }

  /** Null before the first answer. */
  public @Nullable ClusterView current() {
    return current;
  }

  /** The view that a node has now; joins a refresh that is under way. */
  public CompletableFuture<ClusterView> refresh() {
    return refresh(answeredLast);
  }

  private CompletableFuture<ClusterView> refresh(@Nullable String first) {
    CompletableFuture<ClusterView> mine = new CompletableFuture<>();
    CompletableFuture<ClusterView> others = underWay.compareAndExchange(null, mine);
    if (others != null) {
      return others.copy();
    }
    CompletableFuture<ClusterView> unused =
        ask(candidates(first), 0).whenComplete((view, failure) -> told(mine, view, failure));
    return mine.copy();
  }

  private void told(
      CompletableFuture<ClusterView> asked,
      @Nullable ClusterView view,
      @Nullable Throwable failure) {
    underWay.set(null);
    if (view != null) {
      asked.complete(view);
    } else if (failure != null) {
      asked.completeExceptionally(GrpcErrors.fromStatus(failure));
    }
  }

  /**
   * A node serves by this epoch. Where it is higher than ours that node is asked for its view: the
   * others may not have got there yet. Its next frame asks again while our view is still below.
   */
  public void epochSeen(long epoch, String address) {
    ClusterView view = current;
    if (view != null && epoch > view.epoch() && underWay.get() == null) {
      CompletableFuture<ClusterView> unused = refresh(address);
    }
  }

  private CompletableFuture<ClusterView> ask(List<String> addresses, int next) {
    return CompletableFuture.completedFuture(addresses.get(next))
        .thenCompose(fetch)
        .thenApply(response -> install(addresses.get(next), new ClusterView(response)))
        .exceptionallyCompose(failure -> askNext(addresses, next, GrpcErrors.fromStatus(failure)));
  }

  private CompletableFuture<ClusterView> askNext(
      List<String> addresses, int failed, CapstanException failure) {
    if (isFinal(failure)) {
      return CompletableFuture.failedFuture(failure);
    }
    return failed + 1 < addresses.size()
        ? ask(addresses, failed + 1)
        : CompletableFuture.failedFuture(nobody(addresses, failure));
  }

  private ClusterView install(String address, ClusterView view) {
    if (view.shards().isEmpty()) {
      throw CapstanException.of(Failure.UNAVAILABLE, address + " knows of no shards yet");
    }
    ClusterView known = current;
    if (known != null && !known.clusterId().equals(view.clusterId())) {
      throw CapstanException.of(
          Failure.WRONG_CLUSTER,
          address + " is of cluster " + view.clusterId() + ", not of " + known.clusterId());
    }
    beforeUse.accept(view);
    if (known == null || view.epoch() >= known.epoch()) {
      current = view;
      answeredLast = address;
      return view;
    }
    return known;
  }

  private List<String> candidates(@Nullable String first) {
    Set<String> addresses = new LinkedHashSet<>();
    if (first != null) {
      addresses.add(first);
    }
    addresses.addAll(seeds);
    ClusterView view = current;
    if (view != null) {
      view.nodes().stream().map(Node::getAddress).forEach(addresses::add);
    }
    return new ArrayList<>(addresses);
  }

  private static boolean isFinal(CapstanException failure) {
    return failure.failure() == Failure.TOKEN_FOREIGN || failure.failure() == Failure.WRONG_CLUSTER;
  }

  private static CapstanException nobody(List<String> addresses, CapstanException last) {
    return CapstanException.of(
        Failure.UNAVAILABLE,
        "none of " + addresses + " described the cluster; the last said: " + last.getMessage());
  }
}
