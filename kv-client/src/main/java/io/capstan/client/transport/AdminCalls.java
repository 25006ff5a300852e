package io.capstan.client.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.AlterKeyspaceResponse;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceResponse;
import io.capstan.v1.DigestRequest;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.DropKeyspaceResponse;
import io.capstan.v1.GetClusterRequest;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.MarkRequest;
import io.capstan.v1.MarkResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * The Admin service of one node at a time. Futures fail with a {@link CapstanException}.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class AdminCalls {
  private final Nodes nodes;
  private final RandomGenerator random;

  public AdminCalls(Nodes nodes, RandomGenerator random) {
    this.nodes = nodes;
    this.random = random;
  }

  /** Whether a failed change was certainly not carried out, and another node may do better. */
  public static boolean mayTryElsewhere(Throwable failure) {
    Throwable inner = failure instanceof CompletionException ? failure.getCause() : failure;
    return inner instanceof CapstanException e && e.failure().definite() && e.failure().retryable();
  }

  public CompletableFuture<GetClusterResponse> cluster(String address, Duration limit) {
    return ask(
        address, limit, (stub, to) -> stub.getCluster(GetClusterRequest.getDefaultInstance(), to));
  }

  public CompletableFuture<GetNodeStatusResponse> nodeStatus(String address, Duration limit) {
    return ask(
        address,
        limit,
        (stub, to) -> stub.getNodeStatus(GetNodeStatusRequest.getDefaultInstance(), to));
  }

  public CompletableFuture<Keyspace> createKeyspace(
      String address, CreateKeyspaceRequest request, Duration limit) {
    CompletableFuture<CreateKeyspaceResponse> response =
        ask(address, limit, (stub, to) -> stub.createKeyspace(request, to));
    return response.thenApply(CreateKeyspaceResponse::getKeyspace);
  }

  public CompletableFuture<Keyspace> alterKeyspace(
      String address, AlterKeyspaceRequest request, Duration limit) {
    CompletableFuture<AlterKeyspaceResponse> response =
        ask(address, limit, (stub, to) -> stub.alterKeyspace(request, to));
    return response.thenApply(AlterKeyspaceResponse::getKeyspace);
  }

  public CompletableFuture<Void> dropKeyspace(
      String address, DropKeyspaceRequest request, Duration limit) {
    CompletableFuture<DropKeyspaceResponse> response =
        ask(address, limit, (stub, to) -> stub.dropKeyspace(request, to));
    return response.thenAccept(dropped -> {});
  }

  /** Names one digest over all nodes. */
  public long newNonce() {
    return random.nextLong();
  }

  /** Arms a node; its hashes come once every shard it holds was marked. */
  public DigestStream digest(String address, long nonce, Duration limit) {
    DigestStream stream = new DigestStream();
    stub(address, limit).digest(DigestRequest.newBuilder().setNonce(nonce).build(), stream);
    return stream;
  }

  /** Answers with the shards that the node leads and has marked. */
  public CompletableFuture<List<Integer>> mark(String address, long nonce, Duration limit) {
    CompletableFuture<MarkResponse> response =
        ask(
            address,
            limit,
            (stub, to) -> stub.mark(MarkRequest.newBuilder().setNonce(nonce).build(), to));
    return response.thenApply(MarkResponse::getShardsList);
  }

  private AdminGrpc.AdminStub stub(String address, Duration limit) {
    return AdminGrpc.newStub(nodes.channel(address))
        .withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private <T> CompletableFuture<T> ask(
      String address, Duration limit, BiConsumer<AdminGrpc.AdminStub, StreamObserver<T>> call) {
    UnaryAnswer<T> answer = new UnaryAnswer<>();
    call.accept(stub(address, limit), answer);
    return answer.future;
  }

  private static final class UnaryAnswer<T> implements StreamObserver<T> {
    final CompletableFuture<T> future = new CompletableFuture<>();

    @Override
    public void onNext(T response) {
      future.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(GrpcErrors.fromStatus(failure));
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(
          CapstanException.of(Failure.INTERNAL, "the call ended without an answer"));
    }
  }
}
