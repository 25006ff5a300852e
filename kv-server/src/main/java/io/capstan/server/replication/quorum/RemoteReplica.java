package io.capstan.server.replication.quorum;

import io.capstan.peer.v1.Mutation;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.peer.v1.SliceSumAnswer;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.LastWriteWins.Fate;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Another node's replicas, asked over the stream to it.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class RemoteReplica implements Replica {
  private final BooleanSupplier reachable;
  private final Function<ReplicaRequest.Builder, CompletionStage<ReplicaAnswer>> peer;

  /**
   * Asks nothing yet.
   *
   * @param reachable whether there is a stream that makes progress
   * @param peer sends a request, which has no id yet
   */
  public RemoteReplica(
      BooleanSupplier reachable,
      Function<ReplicaRequest.Builder, CompletionStage<ReplicaAnswer>> peer) {
    this.reachable = reachable;
    this.peer = peer;
  }

  @Override
  public boolean isReachable() {
    return reachable.getAsBoolean();
  }

  @Override
  public CompletionStage<Stored> store(ReplicaKey key, Row row) {
    var mutation = Mutation.newBuilder().setKey(key.key()).setRow(ReplicaCodec.encode(row));
    return ask(key.keyspaceIncarnation(), ReplicaRequest.newBuilder().setMutation(mutation))
        .thenApply(RemoteReplica::stored);
  }

  private static Stored stored(ReplicaAnswer answer) {
    boolean superseded = answer.getStored().getSuperseded();
    boolean existed = answer.getStored().getExisted();
    return new Stored(superseded ? Fate.SUPERSEDED : Fate.STORED, superseded || existed, existed);
  }

  @Override
  public CompletionStage<Optional<Row>> read(ReplicaKey key) {
    return ask(key.keyspaceIncarnation(), ReplicaRequest.newBuilder().setRead(key.key()))
        .thenApply(answer -> ReplicaCodec.decode(answer.getRow()));
  }

  @Override
  public CompletionStage<RowPage> page(PageRequest request) {
    var page =
        io.capstan.peer.v1.RowPage.newBuilder()
            .addAllSlices(request.slices())
            .setPrefix(request.prefix())
            .setStart(request.start())
            .setEnd(request.end())
            .setLimit(request.rows())
            .setVersionsOnly(request.versionsOnly());
    return ask(request.keyspaceIncarnation(), ReplicaRequest.newBuilder().setPage(page))
        .thenApply(answer -> ReplicaCodec.decode(answer.getPage()));
  }

  @Override
  public CompletionStage<SliceSum> sum(int keyspaceIncarnation, int slice) {
    var wanted = io.capstan.peer.v1.SliceSum.newBuilder().setSlice(slice);
    return ask(keyspaceIncarnation, ReplicaRequest.newBuilder().setSum(wanted))
        .thenApply(ReplicaAnswer::getSum)
        .thenApply(RemoteReplica::sum);
  }

  private static SliceSum sum(SliceSumAnswer answer) {
    return new SliceSum(answer.getRows(), answer.getHigh(), answer.getLow());
  }

  private CompletionStage<ReplicaAnswer> ask(
      int keyspaceIncarnation, ReplicaRequest.Builder request) {
    return peer.apply(request.setKeyspaceIncarnation(keyspaceIncarnation));
  }
}
