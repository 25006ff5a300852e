package io.capstan.server.coordinator;

import static io.capstan.server.coordinator.Operations.batchGet;
import static io.capstan.server.coordinator.Operations.get;
import static io.capstan.server.coordinator.Operations.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.ring.Shards;
import io.capstan.session.SessionToken;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.ErrorCode;
import io.capstan.v1.Level;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Outcome;
import io.capstan.v1.Receipt;
import io.capstan.v1.RequestContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which level a read gets, and what it answers. */
class StrongReadsTest {
  private static final RequestContext NO_CONTEXT = RequestContext.getDefaultInstance();
  private static final OperationHeader STRONG =
      OneNode.header().setLevel(Level.LEVEL_STRONG).build();

  private final OneNode node = new OneNode();
  private final long lineage =
      node.metadata.getShards(Shards.shardOf(text("k").toByteArray(), 2)).getLineage();
  private final SessionToken empty = SessionToken.empty(SessionToken.fingerprint(OneNode.CLUSTER));

  @Test
  void aReadWithoutALevelIsASessionRead() {
    assertAsked(Level.LEVEL_SESSION, 0, OneNode.header());
  }

  @Test
  void aReadWithoutALevelGetsTheKeyspacesDefault() {
    node.change(
        MetadataCommand.newBuilder()
            .setAlterKeyspace(
                AlterKeyspaceRequest.newBuilder()
                    .setName("strong")
                    .setDefaultLevel(Level.LEVEL_STRONG))
            .build());
    assertAsked(Level.LEVEL_STRONG, 0, OneNode.header());
    assertAsked(Level.LEVEL_EVENTUAL, 0, OneNode.header().setLevel(Level.LEVEL_EVENTUAL));
  }

  @Test
  void aSessionReadWaitsForWhatItsTokenHasSeenOfThisShard() {
    SessionToken token = empty.withStrong(lineage, 17).withStrong(lineage + 1, 99);
    assertAsked(Level.LEVEL_SESSION, 17, with(token));
    assertAsked(Level.LEVEL_STRONG, 0, with(token).setLevel(Level.LEVEL_STRONG));
  }

  @Test
  void aTokenThatHasForgottenThisShardMakesAStrongRead() {
    SessionToken token = empty;
    for (int other = 1; token.strongFloor(lineage) != SessionToken.READ_STRONG; other++) {
      assertFalse(other > 10_000, "the token never overflows");
      token = token.withStrong(lineage + other, other);
    }
    Receipt receipt = read(with(token).setWantReceipt(true)).header().getReceipt();
    assertEquals(Level.LEVEL_STRONG, node.shard.asked.get(0).level());
    assertEquals(Level.LEVEL_UNSPECIFIED, receipt.getLevelAsked());
    assertEquals(Level.LEVEL_STRONG, receipt.getLevelGiven());
    assertEquals(Receipt.Path.PATH_TERM_CHECK, receipt.getPath());
  }

  @Test
  void theBoundGoesWithTheRead() {
    var header = OneNode.header().setLevel(Level.LEVEL_BOUNDED).setMaxStalenessMillis(250);
    read(header);
    assertEquals(new FakeShard.Asked(Level.LEVEL_BOUNDED, 0, 250), node.shard.asked.get(0));
  }

  @Test
  void aReadAtAReplicaThatHasAppliedNothingAddsNothingToTheSession() {
    node.shard.hasAppliedNothing();
    Response response = read(OneNode.header().setWantReceipt(true));
    assertFalse(response.outcome().hasError(), response.outcome().toString());
    assertTrue(response.header().getSession().isEmpty());
    assertEquals(0, response.header().getReceipt().getLogIndex());
  }

  @Test
  void aTokenOfAnotherClusterIsRefused() {
    SessionToken foreign = SessionToken.empty(SessionToken.fingerprint("other"));
    assertRefused(Failure.TOKEN_FOREIGN, with(foreign.withStrong(lineage, 1)));
  }

  @Test
  void aMalformedTokenIsRefused() {
    assertRefused(Failure.TOKEN_MALFORMED, OneNode.header().setSession(text("garbage")));
    ByteString cut = with(empty.withStrong(lineage, 1)).getSession();
    assertRefused(
        Failure.TOKEN_MALFORMED, OneNode.header().setSession(cut.substring(0, cut.size() - 1)));
  }

  @Test
  void theSessionPartOfAReadIsWhatWasVisibleAfterIt() {
    node.row("k", text("v").toByteArray());
    Response response = read(OneNode.header());
    assertEquals(text("v"), response.outcome().getGet().getValue());
    SessionToken part = SessionToken.parse(response.header().getSession().toByteArray());
    assertEquals(42, part.strongFloor(lineage));
  }

  @Test
  void aBatchAnswersInTheOrderOfItsKeys() {
    node.row("k", text("v").toByteArray());
    var results = node.outcome(batchGet(List.of("k", "k", "k"))).getBatchGet();
    assertEquals(3, results.getResultsCount());
    assertEquals(text("v"), results.getResults(2).getValue());
  }

  @Test
  void aReadThatTheDropOvertakesIsToldThatTheKeyspaceIsGone() {
    node.row("k", text("v").toByteArray());
    CompletableFuture<Void> gate = new CompletableFuture<>();
    node.shard.readsWaitFor(gate);
    var read = node.coordinator.execute(new Request(NO_CONTEXT, STRONG, get("k"), Long.MAX_VALUE));
    node.dropped.add(1);
    gate.complete(null);
    Outcome outcome = read.toCompletableFuture().join().outcome();
    assertEquals(ErrorCode.ERROR_CODE_KEYSPACE_GONE, outcome.getError().getCode());
  }

  private static OperationHeader.Builder with(SessionToken token) {
    return OneNode.header().setSession(ByteString.copyFrom(token.toBytes()));
  }

  private Response read(OperationHeader.Builder header) {
    Response response = node.execute(header, get("k"));
    assertFalse(response.outcome().hasError(), response::toString);
    return response;
  }

  private void assertAsked(Level level, long floor, OperationHeader.Builder header) {
    read(header);
    int last = node.shard.asked.size() - 1;
    assertEquals(new FakeShard.Asked(level, floor, 0), node.shard.asked.get(last));
  }

  private void assertRefused(Failure failure, OperationHeader.Builder header) {
    var error = node.execute(header, get("k")).outcome().getError();
    assertEquals(failure, Failure.of(error.getCode()), error::toString);
    assertEquals(List.of(), node.shard.asked);
  }
}
