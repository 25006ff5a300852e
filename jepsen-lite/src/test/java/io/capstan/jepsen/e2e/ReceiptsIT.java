package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.client.Answer;
import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.client.Value;
import io.capstan.client.WriteResult;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.session.SessionToken;
import io.capstan.v1.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReceiptsIT {
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final Duration BOUND = Duration.ofSeconds(5);

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void aReceiptSaysWhatWasAskedAndGivenAndByWhomAtEveryLevelOnEveryNode() {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    CapstanClient writer = lab.client(cluster.addresses());
    Answer<WriteResult.Put> written =
        writer
            .keyspace("strong")
            .with(RequestOptions.DEFAULT.withReceipt(true))
            .put(KEY, "value".getBytes(UTF_8));
    String leader = Lab.leader(cluster, 0).id();
    checkWrite(written, leader);
    SessionToken token = writer.session().token();
    ByteString version = ByteString.copyFrom(written.value().version());

    Set<String> local = new TreeSet<>();
    for (ServerProcess node : cluster.nodes()) {
      Keyspace keyspace =
          lab.client(
                  CapstanClient.builder()
                      .seeds(cluster.addresses())
                      .prefer(node.id())
                      .session(token))
              .keyspace("strong");
      checkStrong(receipt(keyspace, Level.STRONG, version), leader, cluster);
      checkLocal(receipt(keyspace, Level.SESSION, version), node.id(), leader);
      local.add(receipt(keyspace, Level.SESSION, version).served().getServedBy());
      checkEventual(receipt(keyspace, Level.EVENTUAL, version), node.id(), leader);
      checkBounded(receipt(keyspace, Level.bounded(BOUND), version));
    }
    assertEquals(Set.of("n1", "n2", "n3"), local, "who served, by preference");
    measured("receipts: 4 levels on 3 nodes tell the nodes, the leader and the paths apart");
  }

  private static io.capstan.client.Receipt receipt(
      Keyspace keyspace, Level level, ByteString version) {
    Answer<Optional<Value>> answer =
        keyspace.with(RequestOptions.DEFAULT.withLevel(level).withReceipt(true)).get(KEY);
    assertEquals("value", new String(answer.value().orElseThrow().bytes(), UTF_8));
    io.capstan.client.Receipt receipt = answer.receipt().orElseThrow();
    Receipt served = receipt.served();
    assertEquals(level.kind().proto(), served.getLevelAsked());
    assertEquals(version, served.getVersion());
    assertEquals(version, ByteString.copyFrom(answer.value().orElseThrow().version()));
    assertTrue(served.getLogIndex() > 0, "the log index that it reflects");
    assertTrue(served.getTerm() > 0, "a term");
    assertTrue(served.getEpoch() > 0, "the placement's epoch");
    assertTrue(receipt.attempts() >= 1 && receipt.elapsed().toNanos() > 0, receipt::toString);
    return receipt;
  }

  private static void checkWrite(Answer<WriteResult.Put> written, String leader) {
    Receipt receipt = written.receipt().orElseThrow().served();
    assertEquals(leader, receipt.getServedBy());
    assertTrue(receipt.getByLeader());
    assertEquals(Receipt.Path.PATH_LOG, receipt.getPath());
    assertEquals(ByteString.copyFrom(written.value().version()), receipt.getVersion());
  }

  private static void checkStrong(
      io.capstan.client.Receipt receipt, String leader, ProcessCluster cluster) {
    Receipt served = receipt.served();
    assertEquals(io.capstan.v1.Level.LEVEL_STRONG, served.getLevelGiven());
    assertEquals(leader, served.getServedBy());
    assertEquals(cluster.node(leader).address(), receipt.nodeAddress());
    assertTrue(served.getByLeader());
    assertEquals(Receipt.Path.PATH_TERM_CHECK, served.getPath());
    assertTrue(served.getReplicasList().contains(leader), served::toString);
    assertTrue(served.getReplicasCount() >= 2, () -> "a majority of 3: " + served);
    assertTrue(Set.of("n1", "n2", "n3").containsAll(served.getReplicasList()), served::toString);
  }

  private static void checkLocal(io.capstan.client.Receipt receipt, String node, String leader) {
    Receipt served = receipt.served();
    assertEquals(io.capstan.v1.Level.LEVEL_SESSION, served.getLevelGiven());
    checkServedLocally(served, node, leader);
  }

  private static void checkEventual(io.capstan.client.Receipt receipt, String node, String leader) {
    Receipt served = receipt.served();
    assertEquals(io.capstan.v1.Level.LEVEL_EVENTUAL, served.getLevelGiven());
    checkServedLocally(served, node, leader);
  }

  private static void checkServedLocally(Receipt served, String node, String leader) {
    assertEquals(node, served.getServedBy());
    assertEquals(node.equals(leader), served.getByLeader());
    assertEquals(Receipt.Path.PATH_LOCAL, served.getPath());
    assertEquals(List.of(node), served.getReplicasList());
  }

  private static void checkBounded(io.capstan.client.Receipt receipt) {
    Receipt served = receipt.served();
    assertEquals(io.capstan.v1.Level.LEVEL_BOUNDED, served.getLevelGiven());
    if (served.getPath() == Receipt.Path.PATH_LOCAL) {
      assertTrue(served.hasStalenessBoundMillis(), served::toString);
      assertTrue(served.getStalenessBoundMillis() <= BOUND.toMillis(), served::toString);
    } else {
      assertTrue(served.getByLeader(), served::toString);
      assertFalse(served.getReplicasList().isEmpty(), served::toString);
    }
  }
}
