package io.capstan.client.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.DigestRequest;
import io.capstan.v1.DigestResponse;
import io.capstan.v1.ShardDigest;
import io.capstan.v1.SliceDigest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One node's part of a digest: first that it is armed, then the hashes of its replicas.
 *
 * <p>Thread safety: the futures are; gRPC calls the observer's methods one at a time.
 */
public final class DigestStream implements ClientResponseObserver<DigestRequest, DigestResponse> {
  private final CompletableFuture<Boolean> armed = new CompletableFuture<>();
  private final CompletableFuture<Digests> digests = new CompletableFuture<>();
  private final List<ShardDigest> arrived = new ArrayList<>();
  private final List<SliceDigest> slices = new ArrayList<>();
  // Set before the call begins, so before any other thread knows this object.
  private @Nullable ClientCallStreamObserver<DigestRequest> call;

  /** What the replicas of one node hash to. */
  public record Digests(List<ShardDigest> shards, List<SliceDigest> slices) {}

  DigestStream() {}

  /** Completes when a mark written from now on will be seen by the node. */
  public CompletableFuture<Boolean> armed() {
    return armed;
  }

  /** Completes when the node has hashed all its replicas. */
  public CompletableFuture<Digests> digests() {
    return digests;
  }

  /** Nobody waits for the hashes any more: the node gives up what it armed. */
  public void cancel() {
    if (call != null) {
      call.cancel("the digest is no longer wanted", null);
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<DigestRequest> started) {
    call = started;
  }

  @Override
  public void onNext(DigestResponse event) {
    if (event.hasDigest()) {
      arrived.add(event.getDigest());
    } else if (event.hasSlice()) {
      slices.add(event.getSlice());
    } else {
      armed.complete(true);
    }
  }

  @Override
  public void onError(Throwable failure) {
    CapstanException cause = GrpcErrors.fromStatus(failure);
    armed.completeExceptionally(cause);
    digests.completeExceptionally(cause);
  }

  @Override
  public void onCompleted() {
    armed.completeExceptionally(
        CapstanException.of(Failure.INTERNAL, "the digest ended before the node was armed"));
    digests.complete(new Digests(List.copyOf(arrived), List.copyOf(slices)));
  }
}
