package io.capstan.server.api;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.limits.Limits;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.ring.Token;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.membership.MetadataGroup;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.AlterKeyspaceResponse;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceResponse;
import io.capstan.v1.DigestRequest;
import io.capstan.v1.DigestResponse;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.DropKeyspaceResponse;
import io.capstan.v1.GetClusterRequest;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.Level;
import io.capstan.v1.MarkRequest;
import io.capstan.v1.MarkResponse;
import io.capstan.v1.Mode;
import io.capstan.v1.Shard;
import io.capstan.v1.ShardDigest;
import io.capstan.v1.SliceDigest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The cluster as operators and clients see it.
 *
 * <p>Thread safety: safe for use by several threads; each call is handed to a worker.
 */
public final class AdminService extends AdminGrpc.AdminImplBase {
  /** What this node can tell of itself and do to its shards. */
  public interface LocalNode {
    /** The leader of a shard as this node knows it. Empty: not known, or no replica here. */
    String leader(int shard);

    GetNodeStatusResponse status();

    /** Waits for the mark in every local shard: one future a shard, to be cancelled if unwanted. */
    List<CompletableFuture<ShardDigest>> digest(long nonce);

    /** Writes the mark in every shard that this node leads, and names them. */
    CompletionStage<List<Integer>> mark(long nonce);

    /** The sums of the slices that this node holds, as they are now. */
    CompletionStage<List<SliceDigest>> slices();
  }

  private final String self;
  private final Supplier<ClusterState> cluster;
  private final MetadataGroup metadata;
  private final LocalNode local;
  private final Executor workers;

  public AdminService(
      String self,
      Supplier<ClusterState> cluster,
      MetadataGroup metadata,
      LocalNode local,
      Executor workers) {
    this.self = self;
    this.cluster = cluster;
    this.metadata = metadata;
    this.local = local;
    this.workers = workers;
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> answer) {
    onWorker(() -> CompletableFuture.completedFuture(cluster()), answer);
  }

  @Override
  public void getNodeStatus(
      GetNodeStatusRequest request, StreamObserver<GetNodeStatusResponse> answer) {
    onWorker(() -> CompletableFuture.completedFuture(local.status()), answer);
  }

  @Override
  public void createKeyspace(
      CreateKeyspaceRequest request, StreamObserver<CreateKeyspaceResponse> answer) {
    onWorker(
        () -> {
          Limits.checkKeyspaceName(request.getName());
          if (request.getMode() == Mode.MODE_UNSPECIFIED
              || request.getMode() == Mode.UNRECOGNIZED) {
            throw CapstanException.of(
                Failure.INVALID_ARGUMENT, "a keyspace needs a mode: STRONG or EVENTUAL");
          }
          checkOptions(
              request.getOptions().getDefaultLevel(), request.getOptions().getMaxValueBytes());
          return metadata
              .propose(MetadataCommand.newBuilder().setCreateKeyspace(request).build())
              .thenApply(
                  done ->
                      CreateKeyspaceResponse.newBuilder().setKeyspace(done.getKeyspace()).build());
        },
        answer);
  }

  @Override
  public void alterKeyspace(
      AlterKeyspaceRequest request, StreamObserver<AlterKeyspaceResponse> answer) {
    onWorker(
        () -> {
          if (request.equals(
              AlterKeyspaceRequest.newBuilder().setName(request.getName()).build())) {
            throw CapstanException.of(
                Failure.INVALID_ARGUMENT, "nothing to alter; name an option that is to change");
          }
          checkOptions(request.getDefaultLevel(), request.getMaxValueBytes());
          return metadata
              .propose(MetadataCommand.newBuilder().setAlterKeyspace(request).build())
              .thenApply(
                  done ->
                      AlterKeyspaceResponse.newBuilder().setKeyspace(done.getKeyspace()).build());
        },
        answer);
  }

  @Override
  public void dropKeyspace(
      DropKeyspaceRequest request, StreamObserver<DropKeyspaceResponse> answer) {
    onWorker(
        () ->
            metadata
                .propose(MetadataCommand.newBuilder().setDropKeyspace(request).build())
                .thenApply(done -> DropKeyspaceResponse.getDefaultInstance()),
        answer);
  }

  @Override
  public void digest(DigestRequest request, StreamObserver<DigestResponse> answer) {
    var stream = (ServerCallStreamObserver<DigestResponse>) answer;
    CompletableFuture<Void> ended = new CompletableFuture<>();
    stream.setOnCancelHandler(() -> ended.complete(null));
    workers.execute(
        () -> {
          try {
            List<CompletableFuture<ShardDigest>> shards = local.digest(request.getNonce());
            var unused = ended.thenRun(() -> shards.forEach(shard -> shard.cancel(false)));
            stream.onNext(DigestResponse.newBuilder().setArmed(true).build());
            send(shards, local.slices(), stream, ended);
          } catch (RuntimeException failure) {
            stream.onError(GrpcErrors.toStatus(Responses.error(failure)));
            ended.complete(null);
          }
        });
  }

  /** Sends the digests in the order of the shards, each when it is done, until one fails. */
  private static void send(
      List<CompletableFuture<ShardDigest>> shards,
      CompletionStage<List<SliceDigest>> slices,
      StreamObserver<DigestResponse> answer,
      CompletableFuture<Void> ended) {
    CompletionStage<Void> sent = CompletableFuture.completedFuture(null);
    for (CompletableFuture<ShardDigest> shard : shards) {
      sent =
          sent.thenCompose(before -> shard)
              .thenAccept(
                  digest -> answer.onNext(DigestResponse.newBuilder().setDigest(digest).build()));
    }
    sent =
        sent.thenCompose(before -> slices)
            .thenAccept(
                all ->
                    all.forEach(
                        slice ->
                            answer.onNext(DigestResponse.newBuilder().setSlice(slice).build())));
    var unused =
        sent.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                answer.onCompleted();
              } else if (!ended.isDone()) {
                answer.onError(GrpcErrors.toStatus(Responses.error(failure)));
              }
              ended.complete(null);
            });
  }

  @Override
  public void mark(MarkRequest request, StreamObserver<MarkResponse> answer) {
    onWorker(
        () ->
            local
                .mark(request.getNonce())
                .thenApply(shards -> MarkResponse.newBuilder().addAllShards(shards).build()),
        answer);
  }

  private GetClusterResponse cluster() {
    ClusterState state = cluster.get();
    if (!state.formed()) {
      throw CapstanException.of(
          Failure.UNAVAILABLE, "this node has not formed or joined a cluster yet; try again");
    }
    Function<Shard, Shard> withLeader =
        shard -> shard.toBuilder().setLeader(local.leader(shard.getId())).build();
    return GetClusterResponse.newBuilder()
        .setClusterId(state.clusterId())
        .setEpoch(state.epoch())
        .addAllNodes(state.nodes())
        .addAllKeyspaces(state.metadata().getKeyspacesList())
        .addAllShards(state.shards().stream().map(withLeader).toList())
        .setSlices(Token.SLICES)
        .addAllSliceReplicas(state.metadata().getSlicesList())
        .setAnsweredBy(self)
        .build();
  }

  private static void checkOptions(Level level, int maxValueBytes) {
    if (level == Level.UNRECOGNIZED || level == Level.LEVEL_BOUNDED) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT,
          "default_level must be STRONG, SESSION or EVENTUAL (BOUNDED needs a bound with each request)");
    }
    if (maxValueBytes < 0) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT, "max_value_bytes is above 2^31; 0 means the cluster's limit");
    }
    Limits.checkValue(maxValueBytes);
  }

  private <R> void onWorker(Supplier<CompletionStage<R>> work, StreamObserver<R> answer) {
    workers.execute(() -> Responses.send(work, answer));
  }
}
