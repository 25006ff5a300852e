package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Change;
import io.capstan.client.fake.DigestScript;
import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators ask. */
final class AdminTest {
  /** Each change succeeds once in a new cluster. */
  private static final List<Function<Admin, CompletionStage<?>>> CHANGES =
      List.of(
          admin ->
              admin.createKeyspace("new", Mode.MODE_STRONG, KeyspaceOptions.getDefaultInstance()),
          admin ->
              admin.alterKeyspace(
                  AlterKeyspaceRequest.newBuilder()
                      .setName("k")
                      .setDefaultLevel(Level.LEVEL_STRONG)
                      .build()),
          admin -> admin.dropKeyspace("k"));

  private FakeCluster cluster;
  private CapstanClient client;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    client = cluster.client().build();
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void aDigestArmsEveryNodeBeforeItMarks() throws Exception {
    List<NodeDigest> digests = done(client.admin().digest());

    assertEquals(List.of("n1", "n2", "n3"), digests.stream().map(NodeDigest::nodeId).toList());
    assertTrue(digests.stream().allMatch(digest -> digest.shards().get(0).getRows() == 5));
  }

  @Test
  void aDigestWhoseTimeIsUpIsUnavailableBecauseItChangesNothing() throws Exception {
    cluster.node(2).digests(DigestScript.SILENT);

    CapstanException failure = failed(client.admin().digest(Duration.ofMillis(50)));

    assertEquals(Failure.UNAVAILABLE, failure.failure());
  }

  @Test
  void aDigestOfAShardThatNobodyLeadsEndsAtOnce() throws Exception {
    cluster.leaderIs("nobody");

    CapstanException failure = failed(client.admin().digest());

    assertEquals(Failure.UNAVAILABLE, failure.failure());
    assertEquals("no node leads shards [0] now; try again", failure.error().getMessage());
    awaitNoneArmed();
  }

  @Test
  void aDigestThatOneNodeRefusesGivesUpItsPlacesOnTheOthers() throws Exception {
    cluster.node(2).digests(DigestScript.REFUSED);

    CapstanException failure = failed(client.admin().digest());

    assertEquals(Failure.OVERLOADED, failure.failure());
    awaitNoneArmed();
  }

  @Test
  void aRefusalEndsADigestEvenIfAnotherNodeDoesNotAnswer() throws Exception {
    cluster.node(2).digests(DigestScript.REFUSED);
    cluster.node(3).digests(DigestScript.SILENT);

    CapstanException failure = failed(client.admin().digest());

    assertEquals(Failure.OVERLOADED, failure.failure());
    awaitNoneArmed();
  }

  private void awaitNoneArmed() throws InterruptedException {
    for (int i = 1; i <= 3; i++) {
      assertTrue(cluster.node(i).awaitNoDigestArmed(), "armed digests still wait for their mark");
    }
  }

  @Test
  void theStatusOfANodeThatIsNoMemberIsRefusedWithTheMembersNames() throws Exception {
    CapstanException failure = failed(client.admin().nodeStatus("n9"));

    assertEquals(Failure.INVALID_ARGUMENT, failure.failure());
    assertTrue(failure.error().getMessage().contains("[n1, n2, n3]"));
  }

  @Test
  void aChangeThatWasMadeSucceedsEvenIfNoViewCanBeHadAfterIt() throws Exception {
    for (Function<Admin, CompletionStage<?>> change : CHANGES) {
      restart();
      cluster.isNotDescribedAfterAChange();

      var unused = done(change.apply(client.admin()));

      assertEquals(1, cluster.node(1).changeCalls());
    }
  }

  @Test
  void aChangeThatCertainlyWasNotMadeIsSentToTheNextNode() throws Exception {
    for (Function<Admin, CompletionStage<?>> change : CHANGES) {
      restart();
      cluster.node(1).nextChange(Change.refuse(Failure.UNAVAILABLE));

      var unused = done(change.apply(client.admin()));

      assertEquals(1, cluster.node(2).changeCalls());
      assertEquals(0, cluster.node(3).changeCalls());
    }
  }

  @Test
  void aChangeThatNobodyCanMakeYetIsSentAgain() throws Exception {
    for (Function<Admin, CompletionStage<?>> change : CHANGES) {
      restart();
      for (int node = 1; node <= 3; node++) {
        cluster.node(node).nextChange(Change.refuse(Failure.UNAVAILABLE));
      }

      var unused = done(change.apply(client.admin()));

      assertEquals(2, cluster.node(1).changeCalls());
      assertEquals(1, cluster.node(3).changeCalls());
    }
  }

  @Test
  void aChangeThatMayHaveBeenMadeIsUnknownAndNotSentAgain() throws Exception {
    for (Function<Admin, CompletionStage<?>> change : CHANGES) {
      restart();
      cluster.node(1).nextChange(Change.carryOutThenBreak());

      assertEquals(Failure.OUTCOME_UNKNOWN, failed(change.apply(client.admin())).failure());
      assertEquals(0, cluster.node(2).changeCalls());
    }
  }

  @Test
  void aChangeThatIsRefusedForGoodIsNotSentAgain() throws Exception {
    for (Function<Admin, CompletionStage<?>> change : CHANGES) {
      restart();
      cluster.node(1).nextChange(Change.refuse(Failure.DISK_FULL));

      assertEquals(Failure.DISK_FULL, failed(change.apply(client.admin())).failure());
      assertEquals(0, cluster.node(2).changeCalls());
    }
  }

  @Test
  void aChangeBeginsAtTheNodeThatAnswered() throws Exception {
    for (Function<Admin, CompletionStage<?>> change : CHANGES) {
      restart();
      cluster.node(1).doesNotDescribe();
      try (CapstanClient other =
          cluster.client().seeds(cluster.address("n1"), cluster.address("n3")).build()) {
        var unused = done(change.apply(other.admin()));
      }
      assertEquals(1, cluster.node(3).changeCalls());
      assertEquals(0, cluster.node(1).changeCalls());
    }
  }

  @Test
  void aNewKeyspaceIsInTheViewWhenItIsAnswered() throws Exception {
    cluster.isDescribedLate(3);

    Keyspace made =
        done(
            client
                .admin()
                .createKeyspace("new", Mode.MODE_STRONG, KeyspaceOptions.getDefaultInstance()));
    done(client.keyspaceAsync("new").put(bytes("a"), bytes("1")));

    assertEquals(
        made.getIncarnation(), cluster.node(1).received().getHeader().getKeyspaceIncarnation());
  }

  private void restart() throws Exception {
    stop();
    start();
  }
}
