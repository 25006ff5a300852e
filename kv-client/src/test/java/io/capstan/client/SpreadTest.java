package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.FakeCluster;
import io.capstan.runtime.Randoms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the load of many reads and many clients lies on the nodes. */
final class SpreadTest {
  private FakeCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void readsOfAClientThatPrefersNobodyAreSpreadOverTheFollowers() throws Exception {
    try (CapstanClient client = cluster.client().build()) {
      for (int i = 0; i < 100; i++) {
        done(client.keyspaceAsync("k").get(bytes("a")));
      }
    }

    assertEquals(0, cluster.node(1).receivedCount(), "n1 leads");
    assertTrue(cluster.node(2).receivedCount() > 20, () -> "n2 " + cluster.node(2).receivedCount());
    assertTrue(cluster.node(3).receivedCount() > 20, () -> "n3 " + cluster.node(3).receivedCount());
  }

  @Test
  void clientsWithTheSameSeedsDoNotAllBeginAtTheFirst() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      try (CapstanClient client = startingAnywhere(seed).build()) {
        done(client.cluster());
      }
    }

    for (int number = 1; number <= 3; number++) {
      int calls = cluster.node(number).clusterCalls();
      assertTrue(calls >= 3, "n" + number + " was asked " + calls + " times");
    }
  }

  @Test
  void aClientThatPrefersANodeBeginsAtItsFirstSeed() throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      try (CapstanClient client = startingAnywhere(seed).prefer("n1").build()) {
        done(client.cluster());
      }
    }

    assertEquals(10, cluster.node(1).clusterCalls());
  }

  private CapstanClient.Builder startingAnywhere(long seed) {
    return cluster
        .client()
        .seeds(cluster.address("n1"), cluster.address("n2"), cluster.address("n3"))
        .random(Randoms.seeded(seed));
  }
}
