package io.capstan.client;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.ClusterViews;
import io.capstan.client.transport.AdminCalls;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What operators ask of a cluster. Stages fail with {@link CapstanException}.
 *
 * <p>A change is sent to one node after the other only while it certainly was not carried out; when
 * that is not known the stage fails as OUTCOME_UNKNOWN, and a look at {@link CapstanClient#cluster}
 * tells.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Admin {
  private final AdminCalls calls;
  private final ClusterViews views;
  private final Duration deadline;

  Admin(AdminCalls calls, ClusterViews views, Duration deadline) {
    this.calls = calls;
    this.views = views;
    this.deadline = deadline;
  }

  public CompletionStage<Keyspace> createKeyspace(String name, Mode mode, KeyspaceOptions options) {
    CreateKeyspaceRequest request =
        CreateKeyspaceRequest.newBuilder().setName(name).setMode(mode).setOptions(options).build();
    return change(address -> calls.createKeyspace(address, request, deadline));
  }

  /** Changes what the request has set. */
  public CompletionStage<Keyspace> alterKeyspace(AlterKeyspaceRequest request) {
    return change(address -> calls.alterKeyspace(address, request, deadline));
  }

  /** Drops a keyspace and all its rows. */
  public CompletionStage<Void> dropKeyspace(String name) {
    DropKeyspaceRequest request = DropKeyspaceRequest.newBuilder().setName(name).build();
    return change(address -> calls.dropKeyspace(address, request, deadline));
  }

  /** How one node is; fails as INVALID_ARGUMENT when no member has this id. */
  public CompletionStage<GetNodeStatusResponse> nodeStatus(String nodeId) {
    return views.refresh().thenCompose(view -> calls.nodeStatus(address(view, nodeId), deadline));
  }

  /**
   * Hashes every replica of every shard at the same entry of the shard's log: equal hashes mean
   * equal replicas. All members must be up.
   */
  public CompletionStage<List<NodeDigest>> digest() {
    return views.refresh().thenCompose(view -> new DigestRun(calls, view, deadline).run());
  }

  private <T> CompletionStage<T> change(Function<String, CompletableFuture<T>> call) {
    return views
        .refresh()
        .thenCompose(view -> tryEach(addresses(view), 0, call))
        .thenCompose(result -> views.refresh().thenApply(view -> result));
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

  private static List<String> addresses(ClusterView view) {
    return view.nodes().stream().map(Node::getAddress).toList();
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
