package io.capstan.server.coordinator;

import static io.capstan.server.coordinator.Operations.batch;
import static io.capstan.server.coordinator.Operations.batchGet;
import static io.capstan.server.coordinator.Operations.delete;
import static io.capstan.server.coordinator.Operations.get;
import static io.capstan.server.coordinator.Operations.increment;
import static io.capstan.server.coordinator.Operations.keys;
import static io.capstan.server.coordinator.Operations.openSession;
import static io.capstan.server.coordinator.Operations.put;
import static io.capstan.server.coordinator.Operations.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.Failure;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.ring.Shards;
import io.capstan.session.SessionToken;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.Error;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.Receipt;
import io.capstan.v1.RequestContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  private final OneNode node = new OneNode();

  @Test
  void aWriteGoesIntoTheLogOfItsShardAndComesBackWithASessionPart() {
    Response response = node.execute(OneNode.header().setWantReceipt(true), put("k", "v"));
    assertTrue(response.outcome().hasPut());
    assertEquals(1, node.shard.written.get(0).getKeyspaceIncarnation());
    Receipt receipt = response.header().getReceipt();
    assertEquals("n1", receipt.getServedBy());
    assertEquals(40, receipt.getLogIndex());
    assertEquals(Receipt.Path.PATH_LOG, receipt.getPath());
    int shard = receipt.getShard();
    assertEquals(Shards.shardOf(text("k").toByteArray(), 2), shard);
    SessionToken part = SessionToken.parse(response.header().getSession().toByteArray());
    assertEquals(40, part.strongFloor(node.metadata.getShards(shard).getLineage()));
  }

  @Test
  void aRequestForAnotherClusterIsRefused() {
    var other = RequestContext.newBuilder().setClusterId("other").build();
    Outcome outcome = node.execute(other, OneNode.header(), get("k")).outcome();
    assertRefused(Failure.WRONG_CLUSTER, "for cluster other, this node serves demo", outcome);
    var own = RequestContext.newBuilder().setClusterId(OneNode.CLUSTER).build();
    assertFalse(node.execute(own, OneNode.header(), get("k")).outcome().hasError());
  }

  @Test
  void beforeThereIsAClusterNothingIsServed() {
    node.metadata = ClusterMetadata.getDefaultInstance();
    assertRefused(Failure.UNAVAILABLE, "not formed or joined", node.outcome(get("k")));
  }

  @Test
  void anUnknownKeyspaceIsRefusedWithTheNearestName() {
    var header = OneNode.header().setKeyspace("storng");
    assertRefused(
        Failure.KEYSPACE_UNKNOWN,
        "did you mean 'strong'?",
        node.execute(header, put("k", "v")).outcome());
    assertEquals(List.of(), node.shard.written);
  }

  @Test
  void aDroppedKeyspaceIsGoneForThoseWhoKnewItAndUnknownForOthers() {
    node.change(
        MetadataCommand.newBuilder()
            .setDropKeyspace(DropKeyspaceRequest.newBuilder().setName("strong"))
            .build());
    assertRefused(Failure.KEYSPACE_UNKNOWN, "strong", node.outcome(get("k")));
    var knew = OneNode.header().setKeyspaceIncarnation(1);
    assertRefused(Failure.KEYSPACE_GONE, "was dropped", node.execute(knew, get("k")).outcome());
    node.change(
        MetadataCommand.newBuilder()
            .setCreateKeyspace(
                CreateKeyspaceRequest.newBuilder().setName("strong").setMode(Mode.MODE_STRONG))
            .build());
    assertRefused(Failure.KEYSPACE_GONE, "made again", node.execute(knew, put("k", "v")).outcome());
    assertFalse(node.outcome(put("k", "v")).hasError());
    assertEquals(3, node.shard.written.get(0).getKeyspaceIncarnation());
  }

  @Test
  void aKeyspaceThatThisNodeHasNotHeardOfIsTriedAgain() {
    var newer = OneNode.header().setKeyspace("new").setKeyspaceIncarnation(9);
    assertRefused(Failure.EPOCH_STALE, "has not heard", node.execute(newer, get("k")).outcome());
  }

  @Test
  void aRequestThatKnowsALaterEpochIsTriedAgainUnlessItTakesWhatThereIs() {
    var later = RequestContext.newBuilder().setEpoch(node.metadata.getEpoch() + 1).build();
    for (Operation operation : List.of(put("k", "v"), get("k"), openSession(0))) {
      assertRefused(
          Failure.EPOCH_STALE,
          "try again",
          node.execute(later, OneNode.header(), operation).outcome());
    }
    assertEquals(List.of(), node.shard.written);
    var eventual = OneNode.header().setLevel(Level.LEVEL_EVENTUAL);
    assertFalse(node.execute(later, eventual, get("k")).outcome().hasError());
    var same = RequestContext.newBuilder().setEpoch(node.metadata.getEpoch()).build();
    assertFalse(node.execute(same, OneNode.header(), put("k", "v")).outcome().hasError());
  }

  @Test
  void aShardOfOtherNodesIsRefusedWithOneOfThem() {
    var moved = node.metadata.toBuilder();
    for (int id = 0; id < 2; id++) {
      moved.getShardsBuilder(id).clearReplicas().addReplicas("n2");
    }
    node.metadata = moved.build();
    node.replicas.clear();
    Error error = assertRefused(Failure.NOT_A_REPLICA, "[n2]", node.outcome(put("k", "v")));
    assertEquals("n2", error.getTryNode());
  }

  @Test
  void aShardThatIsStillOpeningIsTriedAgain() {
    node.replicas.clear();
    assertRefused(Failure.UNAVAILABLE, "still opening", node.outcome(put("k", "v")));
  }

  @Test
  void aBatchOverTwoShardsIsRefused() {
    String here = keyIn(0);
    String there = keyIn(1);
    assertRefused(
        Failure.CROSS_SHARD,
        "in shards 0 and 1",
        node.outcome(batch(put(here, "1"), delete(there))));
    assertRefused(
        Failure.CROSS_SHARD, "one per shard", node.outcome(batchGet(List.of(there, here))));
    assertEquals(List.of(), node.shard.written);
  }

  private static String keyIn(int shard) {
    return keys(100).stream()
        .filter(key -> Shards.shardOf(text(key).toByteArray(), 2) == shard)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFullDiskRefusesWhatGrowsAndServesTheRest() {
    node.row("k", text("v").toByteArray());
    node.fillDisk();
    for (Operation grows : List.of(put("k", "v"), increment("k", 1), batch(put("k", "v")))) {
      assertRefused(Failure.DISK_FULL, "0 of 1000 bytes free", node.outcome(grows));
    }
    assertEquals(List.of(), node.shard.written);
    assertTrue(node.outcome(delete("k")).hasDelete());
    assertTrue(node.outcome(batch(delete("k"))).hasBatchWrite());
    assertTrue(node.outcome(openSession(0)).hasOpenSession());
    assertTrue(node.outcome(get("k")).getGet().getFound());
  }

  @Test
  void aValueLongerThanTheKeyspaceAllowsIsRefused() {
    node.change(
        MetadataCommand.newBuilder()
            .setAlterKeyspace(
                AlterKeyspaceRequest.newBuilder().setName("strong").setMaxValueBytes(3))
            .build());
    assertFalse(node.outcome(put("k", "123")).hasError());
    assertRefused(
        Failure.LIMIT_EXCEEDED,
        "value bytes: 4, limit max_value_bytes of keyspace 'strong' = 3",
        node.outcome(batch(put("k", "1234"))));
  }

  @Test
  void aSessionIsOpenedInAShardWithoutAKeyspace() {
    var none = OneNode.header().clearKeyspace();
    assertTrue(node.execute(none, openSession(1)).outcome().hasOpenSession());
    assertEquals(0, node.shard.written.get(0).getKeyspaceIncarnation());
    assertRefused(Failure.INVALID_ARGUMENT, "shards 0 to 1", node.outcome(openSession(2)));
  }

  @Test
  void anUnknownOperationIsRefused() {
    assertRefused(
        Failure.OPERATION_UNSUPPORTED,
        "does not know",
        node.outcome(Operation.getDefaultInstance()));
  }

  @Test
  void namesThatSendersMakeUpAreNoLabelsOfMetrics() {
    var other = RequestContext.newBuilder().setClusterId("other").build();
    for (int i = 0; i < 100; i++) {
      var header = OneNode.header().setKeyspace("made-up-" + i);
      node.execute(other, header, get("k"));
      node.execute(header, get("k"));
      node.execute(header, batchGet(List.of(keyIn(0), keyIn(1))));
      node.execute(header.setKeyspaceIncarnation(1), get("k"));
      node.execute(header, openSession(0));
    }
    assertFalse(node.outcome(get("k")).hasError());
    String page = node.metrics.scrape();
    assertFalse(page.contains("made-up"), page);
    assertTrue(page.contains("keyspace=\"strong\""), page);
  }

  @Test
  void aCorruptRowIsNeverServed() {
    node.damage("k");
    Error error =
        assertRefused(Failure.CORRUPT_ROW, "another replica may have it", node.outcome(get("k")));
    assertTrue(Failure.of(error.getCode()).definite());
  }

  private static Error assertRefused(Failure failure, String message, Outcome outcome) {
    assertEquals(failure, Failure.of(outcome.getError().getCode()), outcome::toString);
    assertTrue(outcome.getError().getMessage().contains(message), outcome::toString);
    return outcome.getError();
  }
}
