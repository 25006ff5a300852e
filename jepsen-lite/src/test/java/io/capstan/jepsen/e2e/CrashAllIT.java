package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.client.CapstanClient;
import io.capstan.client.Level;
import io.capstan.client.NodeDigest;
import io.capstan.client.RequestOptions;
import io.capstan.jepsen.checker.SetChecker;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.history.Operation;
import io.capstan.runtime.Threads;
import io.capstan.server.core.Row;
import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RocksRowStore;
import io.capstan.server.storage.RowCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.v1.ShardDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class CrashAllIT {
  private static final int CRASHES = 5;
  private static final int WRITES_BETWEEN = 400;
  private static final int IN_FLIGHT = 64;

  /** What a JVM ends with that was asked to end, after its shutdown hooks. */
  private static final int SIGTERM_EXIT = 143;

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void killingAllNodesAtOnceLosesNoAcknowledgedWriteAndADigestFindsAFlippedRow()
      throws InterruptedException {
    ProcessCluster cluster = lab.cluster(3, Map.of("strong-shards", "2"));
    CapstanClient client =
        lab.client(
            CapstanClient.builder().seeds(cluster.addresses()).deadline(Duration.ofSeconds(3)));
    Writes writes = lab.writes(client.keyspaceAsync("strong"), IN_FLIGHT);
    long slowest = 0;
    for (int crash = 1; crash <= CRASHES; crash++) {
      crashUnderLoad(cluster, writes);
      long began = System.nanoTime();
      cluster.start();
      slowest = Math.max(slowest, System.nanoTime() - began);
      writes.awaitAll();
      assertNothingLost(client, writes, crash);
    }
    measured(
        "crash of all nodes: %d times, %d writes acknowledged, none lost; slowest restart %d ms",
        CRASHES, writes.acknowledged(), TimeUnit.NANOSECONDS.toMillis(slowest));
    assertEqualReplicas(client);
    flipARow(cluster, client);
  }

  private static void crashUnderLoad(ProcessCluster cluster, Writes writes)
      throws InterruptedException {
    int target = writes.acknowledged() + WRITES_BETWEEN;
    List<Integer> inFlight = new ArrayList<>();
    Thread killer =
        Threads.start(
            "killer",
            () -> {
              Lab.AWAIT.until(
                  () -> "there is load", Lab.LONGEST, () -> writes.acknowledged() >= target);
              inFlight.add(writes.inFlight());
              cluster.killAll();
            });
    writes.add(killer::isAlive);
    killer.join();
    assertTrue(inFlight.get(0) > 0, "nothing was in flight when the nodes were killed");
  }

  private static void assertNothingLost(CapstanClient client, Writes writes, int crash) {
    List<String> values =
        Rows.values(
            client.keyspaceAsync("strong").with(RequestOptions.DEFAULT.withLevel(Level.STRONG)));
    Verdict verdict = SetChecker.of(Operation.of(writes.history())).check(new HashSet<>(values));
    assertTrue(verdict.isValid(), () -> "after crash " + crash + ": " + verdict.reason());
  }

  private static void assertEqualReplicas(CapstanClient client) {
    Map<Integer, Map<String, String>> hashes = hashes(client);
    assertEquals(2, hashes.size(), () -> "shards: " + hashes);
    hashes.forEach(
        (shard, byNode) -> {
          assertEquals(3, byNode.size(), () -> "shard " + shard + ": " + byNode);
          assertEquals(1, new HashSet<>(byNode.values()).size(), () -> shard + ": " + byNode);
        });
  }

  /** By shard and node. */
  private static Map<Integer, Map<String, String>> hashes(CapstanClient client) {
    Map<Integer, Map<String, String>> hashes = new TreeMap<>();
    for (NodeDigest digest : Lab.get(client.admin().digest())) {
      for (ShardDigest shard : digest.shards()) {
        String hash = shard.getSha256().toStringUtf8() + " of " + shard.getRows() + " rows";
        hashes.computeIfAbsent(shard.getShard(), s -> new TreeMap<>()).put(digest.nodeId(), hash);
      }
    }
    return hashes;
  }

  private static void flipARow(ProcessCluster cluster, CapstanClient client) {
    ServerProcess victim = cluster.node("n2");
    assertEquals(SIGTERM_EXIT, victim.stop());
    int shard = flipFirstRow(victim);
    cluster.start();
    Map<String, String> byNode = Optional.ofNullable(hashes(client).get(shard)).orElseThrow();
    String flipped = byNode.remove("n2");
    assertEquals(2, byNode.size());
    assertEquals(1, new HashSet<>(byNode.values()).size(), () -> "the others: " + byNode);
    assertNotEquals(byNode.values().iterator().next(), flipped);
    measured("digest: equal on 3 replicas after the crashes, one flipped row makes it differ");
  }

  /** Changes the value of one row in a node's files, well-formed; returns the row's shard. */
  private static int flipFirstRow(ServerProcess stopped) {
    try (RocksRowStore store =
            RocksRowStore.open(stopped.plan().data().resolve("strong"), RocksOptions.STRONG);
        RowStore.View view = store.snapshot()) {
      byte[] from = {1};
      byte[] to = {2};
      RowStore.Entry entry = view.scan(from, to, RowStore.PageLimit.FIRST).get(0);
      Row row = RowCodec.decode(entry.key(), entry.value());
      byte[] payload = row.payload().toByteArray();
      payload[0] ^= 1;
      Row flipped =
          new Row(row.flags(), row.expiryMillis(), row.version(), ByteString.copyFrom(payload));
      store.write(new RowStore.Batch().put(entry.key(), RowCodec.encode(entry.key(), flipped)));
      return RowKey.parse(entry.key()).shard();
    }
  }
}
