package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.Failure;
import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse.GroupTerm;
import io.capstan.v1.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrongShardTest {
  @TempDir Path directory;

  private RaftCluster cluster;
  private final Map<String, StrongShard> shards = new HashMap<>();
  private StrongShard leader;
  private StrongShard follower;

  @BeforeEach
  void start() {
    cluster = new RaftCluster(directory).startAll(Disk.commands());
    cluster.running().forEach(node -> shards.put(node.spec.nodeId(), shard(node)));
    leader = shardOf(cluster.awaitLeader());
    follower = shardOf(cluster.awaitFollower());
  }

  @AfterEach
  void close() {
    shards.values().forEach(StrongShard::close);
    cluster.close();
  }

  @Test
  void manyWritesAtOnceShareFewEntries() {
    List<CompletionStage<Written>> writes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      writes.add(leader.write(ShardEntries.put("k" + i), cluster.inSeconds(20)));
    }
    for (int i = 0; i < 500; i++) {
      Written written = Await.result(writes.get(i));
      assertEquals("k" + i, written.outcome().getVersion().toStringUtf8());
    }
    long entries = leader.batcher().entryCount();
    assertTrue(entries < 100, entries + " entries");
  }

  @Test
  void aFollowerTakesNoWrite() {
    assertEquals(
        Failure.NOT_LEADER,
        Await.code(follower.write(ShardEntries.put("k"), cluster.inSeconds(10))));
  }

  @Test
  void aStrongReadIsConfirmedAtTheLeaderAndRefusedElsewhere() {
    assertEquals(
        ReadPoint.Path.TERM_CHECK, Await.result(read(leader, Level.LEVEL_STRONG, 0, 0)).path());
    assertEquals(Failure.NOT_LEADER, Await.code(read(follower, Level.LEVEL_STRONG, 0, 0)));
  }

  @Test
  void aSessionReadWaitsForWhatTheSessionHasSeen() {
    Written written = Await.result(leader.write(ShardEntries.put("k"), cluster.inSeconds(10)));
    long floor = written.position().index();
    ReadPoint point = Await.result(read(follower, Level.LEVEL_SESSION, floor, 0));
    assertEquals(ReadPoint.Path.LOCAL, point.path());
    assertTrue(point.index() >= floor);
    assertEquals(List.of(follower.group().nodeId()), point.replicas());
    assertTrue(follower.visibleIndex() >= floor);
  }

  @Test
  void aSessionReadThatCannotCatchUpIsRefusedAfterAShortWait() {
    CompletionStage<ReadPoint> read = read(follower, Level.LEVEL_SESSION, 1_000_000, 0);
    assertEquals(Failure.NOT_CAUGHT_UP, Await.code(read));
  }

  @Test
  void aSessionThatHasForgottenItsFloorReadsStrong() {
    long floor = StrongShard.FLOOR_READ_STRONG;
    assertEquals(Failure.NOT_LEADER, Await.code(read(follower, Level.LEVEL_SESSION, floor, 0)));
    assertEquals(
        ReadPoint.Path.TERM_CHECK,
        Await.result(read(leader, Level.LEVEL_SESSION, floor, 0)).path());
  }

  @Test
  void anEventualReadAsksNobody() {
    ReadPoint point = Await.result(read(follower, Level.LEVEL_EVENTUAL, 0, 0));
    assertEquals(ReadPoint.Path.LOCAL, point.path());
    assertEquals(OptionalLong.empty(), point.stalenessBoundMillis());
  }

  @Test
  void aBoundedReadAtAFollowerNeedsAProof() {
    assertEquals(Failure.BOUND_NOT_MET, Await.code(read(follower, Level.LEVEL_BOUNDED, 0, 60_000)));
    probe(follower);
    Await.until("the probe proved a bound", () -> follower.stalenessBoundMillis().isPresent());
    ReadPoint point = Await.result(read(follower, Level.LEVEL_BOUNDED, 0, 60_000));
    assertEquals(ReadPoint.Path.LOCAL, point.path());
    assertTrue(point.stalenessBoundMillis().orElseThrow() <= 60_000);
  }

  @Test
  void aBoundedReadAtTheLeaderIsConfirmedWhenNothingIsProved() {
    assertEquals(
        ReadPoint.Path.TERM_CHECK, Await.result(read(leader, Level.LEVEL_BOUNDED, 0, 1)).path());
  }

  @Test
  void aLeadersOwnBoundComesFromItsOwnConfirmation() {
    probe(leader);
    Await.until("the leader knows", () -> leader.stalenessBoundMillis().isPresent());
  }

  @Test
  void aProbeProvesNothingWhenTheAnswerDoesNotConfirm() {
    List<FreshnessRequest> asked = new ArrayList<>();
    CompletableFuture<FreshnessResponse> delivered = new CompletableFuture<>();
    PeerFreshness held =
        (node, request) -> {
          asked.add(request);
          return delivered;
        };
    new FreshnessProbe(
            follower.group().nodeId(),
            RaftCluster.CLUSTER_ID,
            () -> List.of(follower),
            held,
            cluster.runtime())
        .probe();
    FreshnessResponse refused = Await.result(answerer(follower).answer(asked.get(0)));
    assertFalse(refused.getIndices(0).getConfirmed());
    long named = refused.getIndices(0).getIndex();
    Await.result(follower.group().awaitApplied(named, cluster.inSeconds(10)));
    delivered.complete(refused); // the probe takes it on this thread
    assertEquals(OptionalLong.empty(), follower.stalenessBoundMillis());
  }

  @Test
  void aFreshnessAnswerNamesAnIndexThatCoversWhatWasAcknowledged() {
    long written =
        Await.result(leader.write(ShardEntries.put("k"), cluster.inSeconds(10))).position().index();
    FreshnessRequest request =
        FreshnessRequest.newBuilder()
            .setClusterId(RaftCluster.CLUSTER_ID)
            .setNonce(3)
            .addGroups(RaftCluster.LINEAGE)
            .addGroups(12345)
            .build();
    var answer = Await.result(answerer(leader).answer(request));
    assertEquals(3, answer.getNonce());
    assertTrue(answer.getIndices(0).getConfirmed());
    assertTrue(answer.getIndices(0).getIndex() >= written);
    assertEquals(false, answer.getIndices(1).getConfirmed());
  }

  @Test
  void aTermAnswerIsZeroForAGroupThatDoesNotRunHere() {
    RaftCluster.Node node = cluster.awaitFollower();
    TermAnswerer terms = new TermAnswerer(node.host.orElseThrow(), RaftCluster.CLUSTER_ID);
    TermCheckRequest request =
        TermCheckRequest.newBuilder()
            .setClusterId(RaftCluster.CLUSTER_ID)
            .addGroups(RaftCluster.LINEAGE)
            .addGroups(12345)
            .build();
    GroupTerm here = terms.answer(request).getTerms(0);
    assertEquals(node.group().term(), here.getTerm());
    assertEquals(node.spec.peerId(), here.getPeerId());
    assertEquals(0, terms.answer(request).getTerms(1).getTerm());
    assertEquals(
        0, terms.answer(request.toBuilder().setClusterId("other").build()).getTermsCount());
  }

  @Test
  void aFailedReplicaServesNoReadAndAnswersTermZero() {
    RaftCluster.Node node = cluster.awaitFollower();
    TermAnswerer terms = new TermAnswerer(node.host.orElseThrow(), RaftCluster.CLUSTER_ID);
    node.disk.refuseAll();
    Await.result(leader.write(ShardEntries.put("k"), cluster.inSeconds(10)));
    Await.until("the replica failed", () -> node.group().status().failure() != null);
    assertEquals(Failure.REPLICA_FAILED, Await.code(read(follower, Level.LEVEL_EVENTUAL, 0, 0)));
    assertEquals(Failure.REPLICA_FAILED, Await.code(read(follower, Level.LEVEL_SESSION, 0, 0)));
    TermCheckRequest request =
        TermCheckRequest.newBuilder()
            .setClusterId(RaftCluster.CLUSTER_ID)
            .addGroups(RaftCluster.LINEAGE)
            .build();
    assertEquals(0, terms.answer(request).getTerms(0).getTerm());
  }

  private void probe(StrongShard shard) {
    new FreshnessProbe(
            shard.group().nodeId(),
            RaftCluster.CLUSTER_ID,
            () -> List.of(shard),
            (node, request) ->
                answerer(Optional.ofNullable(shards.get(node)).orElseThrow()).answer(request),
            cluster.runtime())
        .probe();
  }

  private FreshnessAnswerer answerer(StrongShard shard) {
    return new FreshnessAnswerer(
        lineage -> lineage == shard.group().lineage() ? Optional.of(shard) : Optional.empty(),
        RaftCluster.CLUSTER_ID,
        cluster.runtime());
  }

  private CompletionStage<ReadPoint> read(
      StrongShard shard, Level level, long floor, long boundMillis) {
    return shard.readPoint(level, floor, boundMillis, cluster.inSeconds(10));
  }

  private StrongShard shardOf(RaftCluster.Node node) {
    return Optional.ofNullable(shards.get(node.spec.nodeId())).orElseThrow();
  }

  private StrongShard shard(RaftCluster.Node node) {
    return StrongShard.start(
        node.group(),
        cluster.peers(),
        RaftCluster.CLUSTER_ID,
        ShardSettings.defaults(),
        cluster.runtime());
  }
}
