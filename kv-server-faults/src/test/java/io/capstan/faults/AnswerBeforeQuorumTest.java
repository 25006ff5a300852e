package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.Write;
import io.capstan.server.Substitutes;
import io.capstan.server.replication.quorum.WriteResult;
import io.capstan.server.replication.raft.Written;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AnswerBeforeQuorumTest {
  private final OneReplica replica = new OneReplica(new AnswerBeforeQuorum());

  @Test
  void aPutIsAnsweredWhenItIsQueuedAndAnHonestReplicaWaitsForTheLog() {
    Command put = OneReplica.put("k", "v");
    assertFalse(OneReplica.write(replica.honest, put).toCompletableFuture().isDone());
    CompletableFuture<Written> early = OneReplica.write(replica.broken, put).toCompletableFuture();
    assertTrue(early.join().outcome().getApplied());
    assertEquals(put, replica.log.commands.get(1));
    assertFalse(replica.log.answers.get(1).isDone());
  }

  @Test
  void whereTheOutcomeIsNotKnownBeforeItIsWaitedFor() {
    var increment = Write.newBuilder().setKey(OneReplica.bytes("k")).setIncrement(1);
    var answer = OneReplica.write(replica.broken, OneReplica.command(increment));
    assertFalse(answer.toCompletableFuture().isDone());
  }

  @Test
  void aReplicaThatDoesNotLeadIsHonest() {
    replica.log.leads = false;
    var answer = OneReplica.write(replica.broken, OneReplica.put("k", "v"));
    assertFalse(answer.toCompletableFuture().isDone());
  }

  @Test
  void anEventualWriteIsAnsweredByTheCoordinatorAloneAndAnHonestOneIsRefused() {
    try (ThreeReplicas broken = new ThreeReplicas(new AnswerBeforeQuorum());
        ThreeReplicas honest = new ThreeReplicas(Substitutes.NONE)) {
      broken.away.addAll(Set.of("n2", "n3"));
      honest.away.addAll(Set.of("n2", "n3"));
      assertEquals(
          Failure.UNAVAILABLE,
          ThreeReplicas.refusal(honest.write("k", ThreeReplicas.row(1, "v"), 2)));
      WriteResult done =
          broken.write("k", ThreeReplicas.row(1, "v"), 2).toCompletableFuture().join();
      assertEquals(Set.of("n1", "n2"), done.stored());
      assertEquals(Optional.empty(), broken.held("n2", "k"));
    }
  }
}
