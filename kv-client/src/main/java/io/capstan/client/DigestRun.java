package io.capstan.client;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.transport.AdminCalls;
import io.capstan.client.transport.DigestStream;
import io.capstan.v1.Node;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * One digest of the whole cluster: arm every node, mark every shard, collect the hashes.
 *
 * <p>Marks are sent only when all nodes are armed: a node armed later would miss the mark.
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
    return ShardedReads.allOf(streams.stream().map(DigestStream::armed).toList())
        .thenCompose(armed -> markAll(nonce))
        .thenCompose(
            marked -> ShardedReads.allOf(streams.stream().map(DigestStream::digests).toList()))
        .thenApply(this::byNode);
  }

  private CompletableFuture<List<List<Integer>>> markAll(long nonce) {
    return ShardedReads.allOf(
        view.nodes().stream().map(node -> calls.mark(node.getAddress(), nonce, deadline)).toList());
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
