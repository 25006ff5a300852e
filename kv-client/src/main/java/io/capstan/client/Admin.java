package io.capstan.client;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.ClusterViews;
import io.capstan.client.transport.AdminCalls;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.runtime.Ticker;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What operators ask of a cluster. Stages fail with {@link CapstanException}.
 *
 * <p>A change is sent to one node after the other, and round after round until the deadline, only
 * while it certainly was not carried out; when that is not known the stage fails as
 * OUTCOME_UNKNOWN, and a look at {@link CapstanClient#cluster} tells.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Admin {
  /** For each step of a digest: the nodes read all their rows. */
  public static final Duration DIGEST_DEADLINE = Duration.ofMinutes(1);

  /** How often the view is asked for until it shows a new keyspace. */
  private static final int REFRESHES_MAX = 20;

  private static final Duration LEAST = Duration.ofMillis(100);

  private final AdminCalls calls;
  private final ClusterViews views;
  private final Executor later;
  private final Duration deadline;
  private final Ticker ticker;

  /**
   * @param later runs a task after a pause
   */
  Admin(AdminCalls calls, ClusterViews views, Executor later, Ticker ticker, Duration deadline) {
    this.calls = calls;
    this.views = views;
    this.later = later;
    this.deadline = deadline;
    this.ticker = ticker;
  }

  /** The client's view shows the new keyspace when the stage completes, unless it takes long. */
  public CompletionStage<Keyspace> createKeyspace(String name, Mode mode, KeyspaceOptions options) {
    CreateKeyspaceRequest request =
        CreateKeyspaceRequest.newBuilder().setName(name).setMode(mode).setOptions(options).build();
    return change((address, limit) -> calls.createKeyspace(address, request, limit), Admin::shows);
  }

  /** Changes what the request has set. */
  public CompletionStage<Keyspace> alterKeyspace(AlterKeyspaceRequest request) {
    return change(
        (address, limit) -> calls.alterKeyspace(address, request, limit), (view, changed) -> true);
  }

  /** Drops a keyspace and all its rows. */
  public CompletionStage<Void> dropKeyspace(String name) {
    DropKeyspaceRequest request = DropKeyspaceRequest.newBuilder().setName(name).build();
    return change(
        (address, limit) -> calls.dropKeyspace(address, request, limit), (view, dropped) -> true);
  }

  /** How one node is; fails as INVALID_ARGUMENT when no member has this id. */
  public CompletionStage<GetNodeStatusResponse> nodeStatus(String nodeId) {
    return asRead(
        views.refresh().thenCompose(view -> calls.nodeStatus(address(view, nodeId), deadline)));
  }

  /**
   * Hashes every replica of every shard at the same entry of the shard's log: equal hashes mean
   * equal replicas. All members must be up. It may take {@link #DIGEST_DEADLINE}.
   */
  public CompletionStage<List<NodeDigest>> digest() {
    return digest(DIGEST_DEADLINE);
  }

  /** The same; each of its steps may take as long as the limit says. */
  public CompletionStage<List<NodeDigest>> digest(Duration limit) {
    return asRead(views.refresh().thenCompose(view -> new DigestRun(calls, view, limit).run()));
  }

  /** What changes nothing cannot have happened: not to know how it went is to be refused. */
  private static <T> CompletionStage<T> asRead(CompletionStage<T> answer) {
    return answer.exceptionallyCompose(
        failure -> {
          CapstanException cause = GrpcErrors.fromStatus(failure);
          return CompletableFuture.failedFuture(
              cause.failure() == Failure.DEADLINE_EXCEEDED
                      || cause.failure() == Failure.OUTCOME_UNKNOWN
                  ? CapstanException.of(Failure.UNAVAILABLE, cause.error().getMessage())
                  : cause);
        });
  }

  private <T> CompletionStage<T> change(
      BiFunction<String, Duration, CompletableFuture<T>> call, BiPredicate<ClusterView, T> shown) {
    long deadlineNanos = ticker.nanos() + deadline.toNanos();
    return views
        .refresh()
        .thenCompose(
            view ->
                inRounds(
                    addresses(view),
                    address -> call.apply(address, left(deadlineNanos)),
                    deadlineNanos))
        .thenCompose(result -> seen(result, view -> shown.test(view, result), REFRESHES_MAX));
  }

  /** A call that begins at the last moment gets a little time all the same. */
  private Duration left(long deadlineNanos) {
    Duration left = Duration.ofNanos(deadlineNanos - ticker.nanos());
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }

  /** Refreshes the view after a change; that it cannot be had changes nothing about the result. */
  private <T> CompletableFuture<T> seen(T result, Predicate<ClusterView> shown, int refreshes) {
    return views
        .refresh()
        .thenCompose(
            view ->
                shown.test(view) || refreshes <= 1
                    ? CompletableFuture.completedFuture(result)
                    : CompletableFuture.completedFuture(result)
                        .thenComposeAsync(made -> seen(made, shown, refreshes - 1), later))
        .exceptionally(failure -> result);
  }

  private static boolean shows(ClusterView view, Keyspace made) {
    return view.keyspaces().stream()
        .anyMatch(keyspace -> keyspace.getIncarnation() >= made.getIncarnation());
  }

  /** Nobody can make a change while the metadata group has no leader: one comes soon. */
  private <T> CompletableFuture<T> inRounds(
      List<String> addresses, Function<String, CompletableFuture<T>> call, long deadlineNanos) {
    return tryEach(addresses, 0, call)
        .exceptionallyCompose(
            failure ->
                AdminCalls.mayTryElsewhere(failure) && deadlineNanos - ticker.nanos() > 0
                    ? CompletableFuture.completedFuture(addresses)
                        .thenComposeAsync(again -> inRounds(again, call, deadlineNanos), later)
                    : CompletableFuture.failedFuture(failure));
  }

  private static <T> CompletableFuture<T> tryEach(
      List<String> addresses, int next, Function<String, CompletableFuture<T>> call) {
    CompletableFuture<T> attempt = call.apply(addresses.get(next));
    if (next + 1 == addresses.size()) {
      return attempt;
    }
    return attempt.exceptionallyCompose(
        failure ->
            AdminCalls.mayTryElsewhere(failure)
                ? tryEach(addresses, next + 1, call)
                : CompletableFuture.failedFuture(failure));
  }

  /** The node that answered comes first. */
  private static List<String> addresses(ClusterView view) {
    return view.nodes().stream()
        .sorted(Comparator.comparing(node -> !node.getId().equals(view.answeredBy())))
        .map(Node::getAddress)
        .toList();
  }

  private static String address(ClusterView view, String nodeId) {
    return view.node(nodeId)
        .map(Node::getAddress)
        .orElseThrow(
            () ->
                CapstanException.of(
                    Failure.INVALID_ARGUMENT,
                    "no member has the id \""
                        + nodeId
                        + "\"; the members are "
                        + view.nodes().stream().map(Node::getId).toList()));
  }
}
