package io.capstan.client.fake;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
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
import io.capstan.v1.Keyspace;
import io.capstan.v1.MarkRequest;
import io.capstan.v1.MarkResponse;
import io.capstan.v1.ShardDigest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** The Admin service of one node: honest, except for what its script says of the next changes. */
final class FakeAdmin extends AdminGrpc.AdminImplBase {
  private final String id;
  private final FakeCluster cluster;
  private final Queue<Change> script = new ConcurrentLinkedQueue<>();
  private final Queue<StreamObserver<DigestResponse>> digests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger clusterCalls = new AtomicInteger();
  private final AtomicInteger changeCalls = new AtomicInteger();
  private volatile DigestScript digestScript = DigestScript.HONEST;
  private volatile boolean describesNothing;

  FakeAdmin(String id, FakeCluster cluster) {
    this.id = id;
    this.cluster = cluster;
  }

  void next(Change change) {
    script.add(change);
  }

  void digests(DigestScript newScript) {
    digestScript = newScript;
  }

  synchronized boolean awaitNoDigestArmed() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!digests.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private synchronized void givenUp(StreamObserver<DigestResponse> armed) {
    digests.remove(armed);
    notifyAll();
  }

  void describeNothing() {
    describesNothing = true;
  }

  int clusterCalls() {
    return clusterCalls.get();
  }

  int changeCalls() {
    return changeCalls.get();
  }

  /** Sends the hashes that an armed digest waits for. */
  void marked() {
    for (StreamObserver<DigestResponse> armed = digests.poll();
        armed != null;
        armed = digests.poll()) {
      for (int shard = 0;
          shard < cluster.shards() && digestScript == DigestScript.HONEST;
          shard++) {
        armed.onNext(
            DigestResponse.newBuilder()
                .setDigest(ShardDigest.newBuilder().setShard(shard).setRows(5))
                .build());
      }
      armed.onCompleted();
    }
  }

  @Override
  public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> response) {
    clusterCalls.incrementAndGet();
    if (describesNothing) {
      response.onError(Status.UNAVAILABLE.withDescription("as scripted").asRuntimeException());
    } else {
      answer(() -> cluster.describedBy(id), response);
    }
  }

  @Override
  public void getNodeStatus(
      GetNodeStatusRequest request, StreamObserver<GetNodeStatusResponse> response) {
    answer(() -> GetNodeStatusResponse.newBuilder().setNodeId(id).setReady(true).build(), response);
  }

  @Override
  public void createKeyspace(
      CreateKeyspaceRequest request, StreamObserver<CreateKeyspaceResponse> response) {
    change(
        () -> cluster.keyspaces().create(request),
        made -> CreateKeyspaceResponse.newBuilder().setKeyspace(made).build(),
        response);
  }

  @Override
  public void alterKeyspace(
      AlterKeyspaceRequest request, StreamObserver<AlterKeyspaceResponse> response) {
    change(
        () -> cluster.keyspaces().alter(request),
        changed -> AlterKeyspaceResponse.newBuilder().setKeyspace(changed).build(),
        response);
  }

  @Override
  public void dropKeyspace(
      DropKeyspaceRequest request, StreamObserver<DropKeyspaceResponse> response) {
    change(
        () -> cluster.keyspaces().drop(request.getName()),
        dropped -> DropKeyspaceResponse.getDefaultInstance(),
        response);
  }

  @Override
  public void digest(DigestRequest request, StreamObserver<DigestResponse> response) {
    ((ServerCallStreamObserver<DigestResponse>) response)
        .setOnCancelHandler(() -> givenUp(response));
    switch (digestScript) {
      case HONEST, WITHHELD -> {
        digests.add(response);
        response.onNext(DigestResponse.newBuilder().setArmed(true).build());
      }
      case REFUSED -> {
        response.onNext(DigestResponse.newBuilder().setArmed(true).build());
        response.onError(
            GrpcErrors.toStatus(CapstanException.of(Failure.OVERLOADED, "as scripted").error()));
      }
      case SILENT -> {}
    }
  }

  @Override
  public void mark(MarkRequest request, StreamObserver<MarkResponse> response) {
    answer(() -> MarkResponse.newBuilder().addAllShards(cluster.mark(id)).build(), response);
  }

  private <T> void change(
      Supplier<Keyspace> change, Function<Keyspace, T> answer, StreamObserver<T> response) {
    changeCalls.incrementAndGet();
    Change scripted = script.poll();
    answer(
        () -> answer.apply(scripted == null ? change.get() : scripted.carryOut(change)), response);
  }

  private static <T> void answer(Supplier<T> answer, StreamObserver<T> response) {
    try {
      T made = answer.get();
      response.onNext(made);
      response.onCompleted();
    } catch (RuntimeException failure) {
      response.onError(failure);
    }
  }
}
