package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.server.replication.LogPosition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderReadsTest {
  @TempDir Path directory;

  private RaftCluster cluster;
  private RaftCluster.Node leader;
  private final List<WriteBatcher> batchers = new ArrayList<>();

  @BeforeEach
  void start() {
    cluster = new RaftCluster(directory).startAll(Disk.commands());
    leader = cluster.awaitLeader();
  }

  @AfterEach
  void close() {
    batchers.forEach(WriteBatcher::close);
    cluster.close();
  }

  @Test
  void aMajorityInTheLeadersTermConfirmsARead() {
    ReadPoint point = Await.result(reads(cluster.peers()).confirm(cluster.inSeconds(10)));
    assertEquals(ReadPoint.Path.TERM_CHECK, point.path());
    assertEquals(leader.group().term(), point.term());
    assertTrue(point.replicas().contains(leader.spec.nodeId()));
    assertTrue(point.replicas().size() >= 2, point.toString());
    assertTrue(point.byLeader());
  }

  @Test
  void aConfirmedReadSeesEveryWriteAcknowledgedBeforeIt() {
    WriteBatcher batcher = batcher(leader);
    LeaderReads reads = reads(leader, batcher, cluster.peers());
    for (int i = 0; i < 20; i++) {
      LogPosition written =
          Await.result(batcher.write(ShardEntries.put("k" + i), cluster.inSeconds(10))).position();
      ReadPoint point = Await.result(reads.confirm(cluster.inSeconds(10)));
      assertTrue(point.index() >= written.index(), point + " after " + written);
      assertTrue(leader.group().applied().index() >= point.index());
    }
  }

  @Test
  void oneRoundAnswersEveryReadThatWasQueuedBeforeItBegan() {
    List<Runnable> answers = new ArrayList<>();
    PeerTerms held =
        (node, request) -> {
          CompletableFuture<TermCheckResponse> answer = new CompletableFuture<>();
          synchronized (answers) {
            answers.add(
                () -> cluster.peers().termCheck(node, request).thenAccept(answer::complete));
          }
          return answer;
        };
    LeaderReads reads = reads(leader, batcher(leader), held, patient());
    List<CompletionStage<ReadPoint>> asked = new ArrayList<>();
    asked.add(reads.confirm(cluster.inSeconds(20)));
    for (int i = 0; i < 50; i++) {
      asked.add(reads.confirm(cluster.inSeconds(20)));
    }
    assertEquals(1, reads.roundCount());
    release(answers, 2);
    Await.result(asked.get(0));
    assertFalse(asked.get(1).toCompletableFuture().isDone());
    Await.until("the second round asks", () -> reads.roundCount() == 2);
    release(answers, 4);
    asked.forEach(Await::result);
    assertEquals(2, reads.roundCount());
  }

  @Test
  void aHigherTermAtThePeersDoesNotConfirm() {
    assertGoesThroughTheLog(answer -> changed(answer, 1, answer.getTerms(0).getPeerId()));
  }

  @Test
  void aLowerTermAtThePeersDoesNotConfirm() {
    assertGoesThroughTheLog(answer -> changed(answer, -1, answer.getTerms(0).getPeerId()));
  }

  @Test
  void aPeerThatWasWipedDoesNotConfirm() {
    assertGoesThroughTheLog(answer -> changed(answer, 0, "n1.d2"));
  }

  @Test
  void anAnswerToAnotherRoundDoesNotConfirm() {
    assertGoesThroughTheLog(answer -> answer.toBuilder().setNonce(answer.getNonce() + 1).build());
  }

  @Test
  void silentPeersDoNotConfirmAndTheLogDoes() {
    LeaderReads reads = reads((node, request) -> new CompletableFuture<>());
    assertEquals(ReadPoint.Path.LOG, Await.result(reads.confirm(cluster.inSeconds(10))).path());
  }

  @Test
  void aPeerThatCannotEvenBeAskedHoldsNothingUp() {
    LeaderReads reads =
        reads(
            (node, request) -> {
              throw new IllegalStateException("no channel to " + node);
            });
    assertEquals(ReadPoint.Path.LOG, Await.result(reads.confirm(cluster.inSeconds(10))).path());
  }

  @Test
  void oneSilentPeerIsNotMissed() {
    AtomicInteger asked = new AtomicInteger();
    LeaderReads reads =
        reads(
            (node, request) ->
                asked.getAndIncrement() % 2 == 0
                    ? new CompletableFuture<>()
                    : cluster.peers().termCheck(node, request));
    assertEquals(
        ReadPoint.Path.TERM_CHECK, Await.result(reads.confirm(cluster.inSeconds(10))).path());
  }

  @Test
  void inBarrierModeEveryReadGoesThroughTheLogAndNobodyIsAsked() {
    WriteBatcher batcher = batcher(leader);
    LeaderReads reads =
        reads(
            leader,
            batcher,
            (node, request) -> {
              throw new AssertionError("asked " + node);
            },
            ShardSettings.defaults().withReadMode(ReadMode.BARRIER));
    assertEquals(ReadPoint.Path.LOG, Await.result(reads.confirm(cluster.inSeconds(10))).path());
    assertEquals(1, batcher.entryCount());
  }

  @Test
  void aFollowerDoesNotConfirm() {
    RaftCluster.Node follower = cluster.awaitFollower();
    LeaderReads reads = reads(follower, batcher(follower), cluster.peers());
    var refusal = Await.failure(reads.confirm(cluster.inSeconds(10)));
    assertEquals(Failure.NOT_LEADER, refusal.failure());
    assertEquals(leader.spec.nodeId(), refusal.error().getTryNode());
  }

  @Test
  void aLeaderWithoutAMajorityServesNoRead() {
    LeaderReads reads = reads(cluster.peers());
    stopOthers();
    Failure failure = Await.code(reads.confirm(cluster.inSeconds(3)));
    assertTrue(failure == Failure.UNAVAILABLE || failure == Failure.NOT_LEADER, failure.toString());
  }

  @Test
  void aLeaderThatStepsDownWhileItsPeersAnswerServesNoRead() {
    List<Runnable> answers = new ArrayList<>();
    PeerTerms late =
        (node, request) -> {
          TermCheckResponse sameTerm = Await.result(cluster.peers().termCheck(node, request));
          CompletableFuture<TermCheckResponse> answer = new CompletableFuture<>();
          synchronized (answers) {
            answers.add(() -> answer.complete(sameTerm));
          }
          return answer;
        };
    var read = reads(leader, batcher(leader), late, patient()).confirm(cluster.inSeconds(60));
    stopOthers();
    Await.until("the leader has stepped down", () -> leader.group().refusal() != null);
    release(answers, 2);
    Failure failure = Await.code(read);
    assertTrue(failure == Failure.UNAVAILABLE || failure == Failure.NOT_LEADER, failure.toString());
  }

  @Test
  void aNewLeaderServesNoReadBeforeItHasAppliedAnEntryOfItsTerm() {
    List<RaftCluster.Node> others = cluster.running().filter(node -> node != leader).toList();
    others.forEach(node -> node.disk.hold());
    try {
      Await.result(batcher(leader).write(ShardEntries.put("k"), cluster.inSeconds(10)));
      cluster.stop(leader.spec.nodeId());
      Await.until(
          "another node leads", () -> others.stream().anyMatch(n -> n.group().status().leader()));
      RaftCluster.Node next =
          others.stream().filter(n -> n.group().status().leader()).findFirst().orElseThrow();
      LeaderReads reads = reads(next, batcher(next), cluster.peers());
      CapstanException refusal = Await.failure(reads.confirm(cluster.inSeconds(10)));
      assertEquals(Failure.UNAVAILABLE, refusal.failure());
      assertTrue(refusal.error().getMessage().contains("not ready yet"), refusal::toString);
      assertEquals(0, reads.roundCount());
    } finally {
      others.forEach(node -> node.disk.release());
    }
  }

  /** With each answer changed, no term check may succeed; the log still can. */
  private void assertGoesThroughTheLog(UnaryOperator<TermCheckResponse> change) {
    PeerTerms changed =
        (node, request) -> cluster.peers().termCheck(node, request).thenApply(change);
    ReadPoint point = Await.result(reads(changed).confirm(cluster.inSeconds(10)));
    assertEquals(ReadPoint.Path.LOG, point.path());
  }

  private static TermCheckResponse changed(TermCheckResponse answer, long by, String peerId) {
    TermCheckResponse.Builder changed = answer.toBuilder();
    changed.getTermsBuilder(0).setTerm(answer.getTerms(0).getTerm() + by).setPeerId(peerId);
    return changed.build();
  }

  private void stopOthers() {
    cluster
        .running()
        .filter(node -> node != leader)
        .map(node -> node.spec.nodeId())
        .toList()
        .forEach(cluster::stop);
  }

  private static void release(List<Runnable> answers, int count) {
    Await.until(
        count + " are asked",
        () -> {
          synchronized (answers) {
            return answers.size() == count;
          }
        });
    List<Runnable> due;
    synchronized (answers) {
      due = List.copyOf(answers);
    }
    due.forEach(Runnable::run);
  }

  private static ShardSettings patient() {
    ShardSettings d = ShardSettings.defaults();
    return new ShardSettings(
        d.readMode(),
        d.entryCommandsMax(),
        d.entryBytesTarget(),
        d.queueMax(),
        d.queueBytesMax(),
        d.readsMax(),
        d.retryAfterMillis(),
        Await.LONGEST,
        d.sessionWaitMax());
  }

  private LeaderReads reads(PeerTerms peers) {
    return reads(leader, batcher(leader), peers);
  }

  private LeaderReads reads(RaftCluster.Node node, WriteBatcher batcher, PeerTerms peers) {
    return reads(node, batcher, peers, ShardSettings.defaults());
  }

  private LeaderReads reads(
      RaftCluster.Node node, WriteBatcher batcher, PeerTerms peers, ShardSettings settings) {
    return new LeaderReads(
        node.group(), batcher, peers, RaftCluster.CLUSTER_ID, settings, cluster.runtime());
  }

  private WriteBatcher batcher(RaftCluster.Node node) {
    WriteBatcher batcher =
        WriteBatcher.start(
            node.spec.nodeId(), node.group(), ShardSettings.defaults(), cluster.runtime());
    batchers.add(batcher);
    return batcher;
  }
}
