package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.peer.v1.Mutation;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.peer.v1.RowPage;
import io.capstan.peer.v1.SliceSumAnswer;
import io.capstan.ring.Token;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/**
 * What other coordinators ask of this node's replicas.
 *
 * <p>A keyspace's incarnation fences its requests; a node's place in the placement does not,
 * because mutations are merges and harm nowhere (protocols.md Q6).
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class ReplicaRequests {
  private final Replica local;
  private final IntConsumer fence;

  /**
   * Makes the answerer of one node.
   *
   * @param fence throws {@link CapstanException} for an incarnation that is gone or not known yet
   */
  public ReplicaRequests(Replica local, IntConsumer fence) {
    this.local = local;
    this.fence = fence;
  }

  /** Answers one request; a refusal is an answer, and the stage never fails. */
  public CompletionStage<ReplicaAnswer> answer(ReplicaRequest request) {
    CompletionStage<ReplicaAnswer.Builder> answer;
    try {
      fence.accept(request.getKeyspaceIncarnation());
      answer = carryOut(request);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .exceptionally(e -> ReplicaAnswer.newBuilder().setError(CapstanException.from(e).error()))
        .thenApply(done -> done.setId(request.getId()).build());
  }

  private CompletionStage<ReplicaAnswer.Builder> carryOut(ReplicaRequest request) {
    int incarnation = request.getKeyspaceIncarnation();
    return switch (request.getKindCase()) {
      case MUTATION -> store(incarnation, request.getMutation());
      case READ ->
          local
              .read(key(incarnation, request.getRead()))
              .thenApply(row -> ReplicaAnswer.newBuilder().setRow(ReplicaCodec.encode(row)));
      case PAGE ->
          local
              .page(page(incarnation, request.getPage()))
              .thenApply(page -> ReplicaAnswer.newBuilder().setPage(ReplicaCodec.encode(page)));
      case SUM ->
          local
              .sum(incarnation, request.getSum().getSlice())
              .thenApply(sum -> ReplicaAnswer.newBuilder().setSum(encode(sum)));
      case KIND_NOT_SET ->
          throw CapstanException.of(
              Failure.OPERATION_UNSUPPORTED, "the request is of a kind this node does not know");
    };
  }

  private CompletionStage<ReplicaAnswer.Builder> store(int incarnation, Mutation mutation) {
    return local
        .store(key(incarnation, mutation.getKey()), ReplicaCodec.present(mutation.getRow()))
        .thenApply(
            stored -> {
              var answer = ReplicaAnswer.newBuilder();
              answer
                  .getStoredBuilder()
                  .setSuperseded(stored.superseded())
                  .setExisted(stored.hadValue());
              return answer;
            });
  }

  private static ReplicaKey key(int incarnation, ByteString key) {
    Limits.checkKey(key.size());
    return new ReplicaKey(incarnation, Token.sliceOf(key.toByteArray()), key);
  }

  private static PageRequest page(int incarnation, RowPage page) {
    int rows = Math.max(1, Math.min(page.getLimit(), Limits.SCAN_ROWS_MAX));
    return new PageRequest(
        incarnation,
        page.getSlicesList(),
        page.getPrefix(),
        page.getStart(),
        page.getEnd(),
        rows,
        Limits.SCAN_BYTES_MAX,
        page.getVersionsOnly());
  }

  private static SliceSumAnswer encode(SliceSum sum) {
    return SliceSumAnswer.newBuilder()
        .setRows(sum.rows())
        .setHigh(sum.high())
        .setLow(sum.low())
        .build();
  }
}
