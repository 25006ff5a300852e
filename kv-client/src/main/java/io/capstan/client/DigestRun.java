package io.capstan.client;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.transport.AdminCalls;
import io.capstan.client.transport.DigestStream;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.Node;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * One digest of the whole cluster: arm every node, mark every shard, collect the hashes.
 *
 * <p>Marks are sent only when all nodes are armed: a node armed later would miss the mark. The
 * first failure ends it everywhere: an armed node that nobody waits for would keep one of its few
 * places.
 */
final class DigestRun {
  private final AdminCalls calls;
  private final ClusterView view;
  private final Duration deadline;

  DigestRun(AdminCalls calls, ClusterView view, Duration deadline) {
    this.calls = calls;
    this.view = view;
    this.deadline = deadline;
  }

  CompletableFuture<List<NodeDigest>> run() {
    long nonce = calls.newNonce();
    List<DigestStream> streams =
        view.nodes().stream()
            .map(node -> calls.digest(node.getAddress(), nonce, deadline))
            .toList();
    CompletableFuture<List<DigestStream.Digests>> digests =
        allOrFirstFailure(streams.stream().map(DigestStream::digests).toList());
    CompletableFuture<List<NodeDigest>> run =
        allOrFirstFailure(streams.stream().map(DigestStream::armed).toList())
            .thenCompose(
                armed -> digests.isDone() ? digests : markAll(nonce).thenCompose(marked -> digests))
            .thenApply(this::byNode);
    forwardFailure(digests, run);
    return run.whenComplete((done, failure) -> streams.forEach(DigestStream::cancel));
  }

  private static <T> CompletableFuture<List<T>> allOrFirstFailure(
      List<CompletableFuture<T>> parts) {
    CompletableFuture<List<T>> all = ShardedReads.allOf(parts);
    parts.forEach(part -> forwardFailure(part, all));
    return all;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // completing a future cannot fail
  private static void forwardFailure(CompletableFuture<?> from, CompletableFuture<?> to) {
    from.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            to.completeExceptionally(failure);
          }
        });
  }

  /** Fails when a shard has no leader that could mark it: its replicas would wait in vain. */
  private CompletableFuture<Boolean> markAll(long nonce) {
    List<CompletableFuture<List<Integer>>> marks =
        view.nodes().stream().map(node -> calls.mark(node.getAddress(), nonce, deadline)).toList();
    return allOrFirstFailure(marks)
        .thenApply(
            marked -> {
              Set<Integer> unmarked = new TreeSet<>();
              view.shards().forEach(shard -> unmarked.add(shard.getId()));
              marked.forEach(unmarked::removeAll);
              if (!unmarked.isEmpty()) {
                throw CapstanException.of(
                    Failure.UNAVAILABLE,
                    "no node leads shards %s now; try again".formatted(unmarked));
              }
              return true;
            });
  }

  private List<NodeDigest> byNode(List<DigestStream.Digests> digests) {
    List<Node> nodes = view.nodes();
    return IntStream.range(0, nodes.size())
        .mapToObj(
            i ->
                new NodeDigest(
                    nodes.get(i).getId(), digests.get(i).shards(), digests.get(i).slices()))
        .toList();
  }
}
