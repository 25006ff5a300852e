package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.JoinResponse;
import io.capstan.server.replication.raft.Await;
import io.capstan.v1.Node;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class JoiningTest {
  private final FakePeers peers = new FakePeers();

  @Test
  void theFirstSeedThatAddsTheNodeTellsTheMembers() {
    peers.answers(
        "h1:7400",
        request -> {
          assertEquals(Clusters.node(4), ((JoinRequest) request).getNode());
          assertEquals(Clusters.ID, ((JoinRequest) request).getClusterId());
          return JoinResponse.newBuilder().addAllMembers(Clusters.three()).build();
        });
    assertEquals(Clusters.three(), Await.result(join("h1:7400", "h2:7400")));
    assertEquals(List.of("h1:7400"), peers.called);
  }

  @Test
  void theNextSeedIsAskedWhenOneCannotBeReached() {
    peers.answers(
        "h2:7400", request -> JoinResponse.newBuilder().addAllMembers(Clusters.three()).build());
    assertEquals(Clusters.three(), Await.result(join("h1:7400", "h2:7400")));
    assertEquals(List.of("h1:7400", "h2:7400"), peers.called);
  }

  @Test
  void aRefusalThatNoSeedWouldTakeBackStopsAtOnce() {
    peers.fails("h1:7400", Failure.DISK_REPLACED, "another disk");
    CapstanException refusal = Await.failure(join("h1:7400", "h2:7400"));
    assertEquals(Failure.DISK_REPLACED, refusal.failure());
    assertTrue(
        refusal.error().getMessage().contains("seed h1:7400 did not add this node: another disk"));
    assertEquals(List.of("h1:7400"), peers.called);
  }

  @Test
  void whenNoSeedAddsTheNodeTheLastFailureIsTold() {
    CapstanException refusal = Await.failure(join("h1:7400", "h2:7400"));
    assertEquals(Failure.UNAVAILABLE, refusal.failure());
    assertTrue(
        refusal.error().getMessage().contains("h2:7400 cannot be reached"), refusal::toString);
  }

  private CompletionStage<List<Node>> join(String... seeds) {
    return new Joining(Clusters.ID, Clusters.node(4), peers).run(List.of(seeds));
  }
}
