package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.MetadataResult;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.ProposeResponse;
import io.capstan.server.replication.raft.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetadataGroupTest {
  private static final MetadataCommand COMMAND = Clusters.create("a");
  private static final MetadataResult DONE = MetadataTransition.apply(Clusters.formed(), COMMAND);

  private final MembershipView view = new MembershipView();
  private final FakePeers peers = new FakePeers();
  private final MetadataGroup group = new MetadataGroup(view, peers, Await.LONGEST);

  @BeforeEach
  void form() {
    view.advance(Clusters.formed());
  }

  /** The local replica, which answers always the same. */
  private record Replica(String leader, CompletionStage<Object> answer)
      implements MetadataGroup.Log {
    static Replica refusing(String leader, Failure failure) {
      return new Replica(
          leader, CompletableFuture.failedFuture(CapstanException.of(failure, "refused")));
    }

    @Override
    public CompletionStage<Object> submit(byte[] entry) {
      return answer;
    }
  }

  @Test
  void theLeaderProposesHereAndAnswersOnceThisNodeKnowsOfTheChange() {
    group.open(new Replica("n1", CompletableFuture.completedFuture(DONE)));
    CompletableFuture<MetadataResult> proposed = group.propose(COMMAND).toCompletableFuture();
    assertFalse(proposed.isDone());
    view.advance(DONE.getMetadata());
    assertEquals(DONE, Await.result(proposed));
    assertEquals(List.of(), peers.called);
  }

  @Test
  void aChangeThatThisNodeDoesNotHearOfInTimeIsOfUnknownOutcomeHere() {
    var impatient = new MetadataGroup(view, peers, Duration.ofMillis(1));
    impatient.open(new Replica("n1", CompletableFuture.completedFuture(DONE)));
    CapstanException refusal = Await.failure(impatient.propose(COMMAND));
    assertEquals(Failure.OUTCOME_UNKNOWN, refusal.failure());
    assertTrue(refusal.error().getMessage().contains("the change was made"), refusal::toString);
  }

  @Test
  void aRefusedCommandFailsWithItsRefusal() {
    MetadataResult refused = MetadataTransition.apply(Clusters.formed(), Clusters.drop("none"));
    group.open(new Replica("n1", CompletableFuture.completedFuture(refused)));
    assertEquals(Failure.KEYSPACE_UNKNOWN, Await.code(group.propose(Clusters.drop("none"))));
  }

  @Test
  void anotherReplicaProposesAtTheLeaderThatItKnows() {
    group.open(Replica.refusing("n3", Failure.NOT_LEADER));
    answerAt("n3");
    view.advance(DONE.getMetadata());
    assertEquals(DONE, Await.result(group.propose(COMMAND)));
    assertEquals(List.of("n3"), peers.called);
  }

  @Test
  void withoutALeaderNothingIsProposed() {
    group.open(Replica.refusing("", Failure.NOT_LEADER));
    assertEquals(Failure.UNAVAILABLE, Await.code(group.propose(COMMAND)));
    assertEquals(List.of(), peers.called);
  }

  @Test
  void aNodeWithoutAReplicaAsksOneMemberAfterTheOtherForTheLeader() {
    peers.fails("n1", Failure.NOT_LEADER, "not I");
    answerAt("n3");
    view.advance(DONE.getMetadata());
    assertEquals(DONE, Await.result(group.propose(COMMAND)));
    assertEquals(List.of("n1", "n2", "n3"), peers.called);
  }

  @Test
  void anUnknownOutcomeIsNotProposedAgain() {
    peers.fails("n1", Failure.OUTCOME_UNKNOWN, "lost");
    answerAt("n2");
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(group.propose(COMMAND)));
    assertEquals(List.of("n1"), peers.called);

    group.open(Replica.refusing("n2", Failure.OUTCOME_UNKNOWN));
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(group.propose(COMMAND)));
    assertEquals(List.of("n1"), peers.called);
  }

  @Test
  void whenNobodyLeadsThatIsSaid() {
    assertEquals(Failure.UNAVAILABLE, Await.code(group.propose(COMMAND)));
    assertEquals(List.of("n1", "n2", "n3"), peers.called);
  }

  @Test
  void aProposalFromAnotherNodeIsNotPassedOn() {
    assertEquals(Failure.NOT_A_REPLICA, Await.code(group.proposeHere(COMMAND)));
    group.open(Replica.refusing("n3", Failure.NOT_LEADER));
    assertEquals(Failure.NOT_LEADER, Await.code(group.proposeHere(COMMAND)));
    assertEquals(List.of(), peers.called);
  }

  private void answerAt(String node) {
    peers.answers(
        node,
        request -> {
          assertEquals(Clusters.ID, ((ProposeRequest) request).getClusterId());
          assertEquals(COMMAND.toByteString(), ((ProposeRequest) request).getCommand());
          return ProposeResponse.newBuilder().setResult(DONE.toByteString()).build();
        });
  }
}
