package io.capstan.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.server.membership.FakePeers;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.membership.MetadataGroup;
import io.capstan.server.replication.raft.Await;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.DigestRequest;
import io.capstan.v1.DigestResponse;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.ShardDigest;
import io.capstan.v1.SliceDigest;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Digests through gRPC, of a node with two shards, whose workers run when a test says so. */
@Timeout(60)
class AdminServiceTest {
  private static final SliceDigest SLICE = SliceDigest.newBuilder().setSlice(7).setRows(3).build();

  private final CompletableFuture<ShardDigest> first = new CompletableFuture<>();
  private final CompletableFuture<ShardDigest> second = new CompletableFuture<>();
  private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
  private final String name = InProcessServerBuilder.generateName();
  private final Server server =
      InProcessServerBuilder.forName(name).directExecutor().addService(service()).build();
  private final ManagedChannel channel =
      InProcessChannelBuilder.forName(name).directExecutor().build();

  private AdminService service() {
    MembershipView view = new MembershipView();
    MetadataGroup metadata = new MetadataGroup(view, new FakePeers(), Await.LONGEST);
    return new AdminService("n1", view, metadata, new TwoShards(), work::add);
  }

  private final class TwoShards implements AdminService.LocalNode {
    @Override
    public String leader(int shard) {
      return "";
    }

    @Override
    public GetNodeStatusResponse status() {
      return GetNodeStatusResponse.getDefaultInstance();
    }

    @Override
    public List<CompletableFuture<ShardDigest>> digest(long nonce) {
      return List.of(first, second);
    }

    @Override
    public CompletionStage<List<SliceDigest>> slices() {
      return CompletableFuture.completedFuture(List.of(SLICE));
    }

    @Override
    public CompletionStage<List<Integer>> mark(long nonce) {
      return CompletableFuture.completedFuture(List.of());
    }
  }

  /** What a caller of one digest is told. */
  private static final class Told implements StreamObserver<DigestResponse> {
    final Queue<DigestResponse> answers = new ConcurrentLinkedQueue<>();
    final CompletableFuture<Void> end = new CompletableFuture<>();

    @Override
    public void onNext(DigestResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(GrpcErrors.fromStatus(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(null);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void everyShardsDigestIsSentInOrder() {
    Told told = call();
    runWork();
    second.complete(digest(1));
    first.complete(digest(0));
    Await.result(told.end);
    assertEquals(
        List.of(
            DigestResponse.newBuilder().setArmed(true).build(),
            DigestResponse.newBuilder().setDigest(digest(0)).build(),
            DigestResponse.newBuilder().setDigest(digest(1)).build(),
            DigestResponse.newBuilder().setSlice(SLICE).build()),
        List.copyOf(told.answers));
    assertFalse(first.isCancelled() || second.isCancelled());
  }

  @Test
  void aCallCancelledWhileItWaitsGivesItsDigestsUp() {
    Context.CancellableContext caller = Context.ROOT.withCancellation();
    caller.run(this::call);
    runWork();
    assertFalse(first.isCancelled());
    caller.cancel(null);
    assertGivenUp();
  }

  @Test
  void aCallCancelledBeforeItBeganGivesItsDigestsUp() {
    Context.CancellableContext caller = Context.ROOT.withCancellation();
    caller.run(this::call);
    caller.cancel(null);
    runWork();
    assertGivenUp();
  }

  @Test
  void whenOneShardFailsTheDigestsOfTheOthersAreGivenUp() {
    Told told = call();
    runWork();
    first.completeExceptionally(CapstanException.of(Failure.OVERLOADED, "too many"));
    assertEquals(Failure.OVERLOADED, Await.code(told.end));
    Await.until("the other is given up", second::isCancelled);
  }

  private void assertGivenUp() {
    Await.until("the digests are given up", () -> first.isCancelled() && second.isCancelled());
  }

  private Told call() {
    Told told = new Told();
    AdminGrpc.newStub(channel).digest(DigestRequest.newBuilder().setNonce(7).build(), told);
    return told;
  }

  private void runWork() {
    Await.until("the call has arrived", () -> !work.isEmpty());
    work.forEach(Runnable::run);
    assertTrue(work.size() == 1, () -> work.size() + " calls");
  }

  private static ShardDigest digest(int shard) {
    return ShardDigest.newBuilder().setShard(shard).setRows(3).build();
  }
}
