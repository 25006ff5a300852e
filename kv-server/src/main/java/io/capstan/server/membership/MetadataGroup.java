package io.capstan.server.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.MetadataResult;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.server.transport.PeerClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the metadata, proposed from any node: at the metadata group's leader, here or there.
 *
 * <p>A change whose leader went away while it was proposed has an unknown outcome and is not
 * proposed again; looking at the cluster tells.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class MetadataGroup {
  /** The local replica of the metadata group. */
  public interface Log {
    /** Submits an entry at the local replica; fails with NOT_LEADER when it does not lead. */
    CompletionStage<Object> submit(byte[] entry);

    /** The id of the leading node as the local replica knows it. Empty: not known. */
    String leader();
  }

  private final MembershipView view;
  private final PeerClient peers;
  private final Duration patience;
  private volatile @Nullable Log local;

  /**
   * Makes the proposals of one node.
   *
   * @param patience how long this node may take to hear of a change that was made
   */
  public MetadataGroup(MembershipView view, PeerClient peers, Duration patience) {
    this.view = view;
    this.peers = peers;
    this.patience = patience;
  }

  /** Names this node's replica, once it is open. Nodes beyond the first ones have none. */
  public void open(Log log) {
    local = log;
  }

  /**
   * Proposes a change and waits until this node knows of it.
   *
   * @return the result; fails with the refusal, UNAVAILABLE when no leader is known, or
   *     OUTCOME_UNKNOWN
   */
  public CompletionStage<MetadataResult> propose(MetadataCommand command) {
    return submit(command).thenCompose(MetadataGroup::refuse).thenCompose(this::known);
  }

  private CompletionStage<MetadataResult> known(MetadataResult done) {
    long epoch = done.getMetadata().getEpoch();
    return view.reached(epoch)
        .toCompletableFuture()
        .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
        .thenApply(state -> done)
        .exceptionallyCompose(late -> CompletableFuture.failedFuture(unheard(epoch)));
  }

  private CapstanException unheard(long epoch) {
    return CapstanException.of(
        Failure.OUTCOME_UNKNOWN,
        "the change was made, with epoch "
            + epoch
            + ", but this node has not heard of it within "
            + patience.toMillis()
            + " ms; look at the cluster through another node before you make it again");
  }

  /** Carries out a change here; fails with NOT_LEADER when this node does not lead the group. */
  public CompletionStage<MetadataResult> proposeHere(MetadataCommand command) {
    Log log = local;
    if (log == null) {
      return CompletableFuture.failedFuture(
          CapstanException.of(
              Failure.NOT_A_REPLICA, "this node holds no replica of the metadata group"));
    }
    return log.submit(MetadataApplier.entry(command)).thenApply(MetadataResult.class::cast);
  }

  private CompletionStage<MetadataResult> submit(MetadataCommand command) {
    return proposeHere(command)
        .handle(
            (done, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(done)
                    : elsewhere(command, failure))
        .thenCompose(Function.identity());
  }

  /** Not the leader: one attempt at the node that is, or at one that may know. */
  private CompletionStage<MetadataResult> elsewhere(MetadataCommand command, Throwable failure) {
    CapstanException refusal = CapstanException.from(failure);
    if (refusal.failure() != Failure.NOT_LEADER && refusal.failure() != Failure.NOT_A_REPLICA) {
      return CompletableFuture.failedFuture(refusal);
    }
    Log log = local;
    String leader = log == null ? "" : log.leader();
    if (leader.isEmpty() && log != null) {
      return CompletableFuture.failedFuture(
          CapstanException.of(
              Failure.UNAVAILABLE, "the metadata group has no leader now; try again"));
    }
    return leader.isEmpty() ? anyOf(command, 0) : remote(leader, command);
  }

  private CompletionStage<MetadataResult> anyOf(MetadataCommand command, int at) {
    if (at >= view.get().nodes().size()) {
      return CompletableFuture.failedFuture(
          CapstanException.of(
              Failure.UNAVAILABLE, "no node that leads the metadata group could be reached"));
    }
    return remote(view.get().nodes().get(at).getId(), command)
        .handle(
            (done, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(done)
                    : orElse(CapstanException.from(failure), () -> anyOf(command, at + 1)))
        .thenCompose(Function.identity());
  }

  /** Tries elsewhere only what has certainly not happened yet. */
  private static CompletionStage<MetadataResult> orElse(
      CapstanException refusal, Supplier<CompletionStage<MetadataResult>> elsewhere) {
    return refusal.failure().definite() && refusal.failure().retryable()
        ? elsewhere.get()
        : CompletableFuture.failedFuture(refusal);
  }

  private CompletionStage<MetadataResult> remote(String node, MetadataCommand command) {
    ProposeRequest request =
        ProposeRequest.newBuilder()
            .setClusterId(view.get().clusterId())
            .setCommand(command.toByteString())
            .build();
    return peers
        .propose(node, request)
        .thenApply(
            response -> {
              try {
                return MetadataResult.parseFrom(response.getResult());
              } catch (InvalidProtocolBufferException e) {
                throw CapstanException.of(
                    Failure.INTERNAL, "node " + node + " answered a damaged metadata result");
              }
            });
  }

  private static CompletionStage<MetadataResult> refuse(MetadataResult result) {
    return result.hasError()
        ? CompletableFuture.failedFuture(CapstanException.from(result.getError()))
        : CompletableFuture.completedFuture(result);
  }
}
