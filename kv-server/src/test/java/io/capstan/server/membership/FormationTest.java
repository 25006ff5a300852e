package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Threads;
import io.capstan.server.replication.raft.Await;
import io.capstan.v1.Node;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first start of {@code n1}, {@code n2} and {@code n3}, as {@code n1} sees it. */
@Timeout(60)
class FormationTest {
  private final ScheduledExecutorService scheduler = Threads.scheduler("formation-test");

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  @Test
  void whenAllHaveAnsweredTheClusterFormsInConfiguredOrderWithEveryDisk() {
    FakePeers peers = new FakePeers().greets("h3:7400", Clusters.node(3), List.of());
    peers.greets("h2:7400", Clusters.node(2), List.of());
    assertEquals(Clusters.three(), Await.result(run(peers)));
    assertFalse(peers.called.contains("h1:7400"), "a node does not call itself");
  }

  @Test
  void aClusterOfOneFormsWithoutACall() {
    FakePeers peers = new FakePeers();
    var formation = new Formation(Clusters.node(1), List.of(configured(1)), peers, scheduler).run();
    assertEquals(List.of(Clusters.node(1)), Await.result(formation));
    assertEquals(List.of(), peers.called);
  }

  @Test
  void aMemberThatCannotBeReachedIsWaitedFor() {
    CompletableFuture<Void> up = new CompletableFuture<>();
    CompletableFuture<Void> calledTwice = new CompletableFuture<>();
    FakePeers peers = new FakePeers().greets("h2:7400", Clusters.node(2), List.of());
    int[] calls = {0};
    FakePeers third = new FakePeers().greets("h3:7400", Clusters.node(3), List.of());
    peers.answers(
        "h3:7400",
        request -> {
          if (++calls[0] == 2) {
            calledTwice.complete(null);
          }
          if (!up.isDone()) {
            throw CapstanException.of(Failure.UNAVAILABLE, "not up yet");
          }
          return Await.result(third.hello("h3:7400"));
        });
    CompletableFuture<List<Node>> formation = run(peers);
    Await.result(calledTwice);
    assertFalse(formation.isDone());
    up.complete(null);
    assertEquals(Clusters.three(), Await.result(formation));
    assertEquals(1, peers.called.stream().filter("h2:7400"::equals).count());
  }

  @Test
  void anotherNodeAtAConfiguredAddressStopsTheFormation() {
    FakePeers peers = new FakePeers().greets("h2:7400", Clusters.node(7), List.of());
    assertFails(
        run(peers), Failure.NODE_ID_TAKEN, "'n2' is at h2:7400, but the node there is 'n7'");
  }

  @Test
  void aClusterThatKnowsThisNodeWithAnotherDiskStopsTheFormation() {
    Node before = Clusters.node(1).toBuilder().setIncarnation("lost").build();
    FakePeers peers =
        new FakePeers()
            .greets("h2:7400", Clusters.node(2), List.of(before, Clusters.node(2)))
            .greets("h3:7400", Clusters.node(3), List.of());
    assertFails(run(peers), Failure.DISK_REPLACED, "known with disk lost");
  }

  @Test
  void aRefusalThatStaysStopsTheFormation() {
    FakePeers peers = new FakePeers().fails("h2:7400", Failure.WRONG_CLUSTER, "another cluster");
    assertFails(run(peers), Failure.WRONG_CLUSTER, "another cluster");
  }

  private CompletableFuture<List<Node>> run(FakePeers peers) {
    List<Node> first = List.of(configured(1), configured(2), configured(3));
    return new Formation(Clusters.node(1), first, peers, scheduler).run().toCompletableFuture();
  }

  /** What is known of a first member before it has answered. */
  private static Node configured(int number) {
    return Node.newBuilder().setId("n" + number).setAddress("h" + number + ":7400").build();
  }

  private static void assertFails(
      CompletableFuture<List<Node>> formation, Failure failure, String message) {
    CapstanException refusal = Await.failure(formation);
    assertEquals(failure, refusal.failure());
    assertTrue(refusal.error().getMessage().contains(message), refusal::toString);
  }
}
