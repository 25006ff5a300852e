package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.Quorum;
import io.capstan.client.RequestOptions;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** EVENTUAL keyspaces on real processes that die, stand still and come back. */
class EventualIT {
  private static final int ROWS = 20_000;
  private static final int IN_FLIGHT = 128;

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aNodeThatDiedGetsAllItMissedAndAllReplicasAgree() {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    CapstanClient client = lab.client(cluster.addresses());
    AsyncKeyspace rows = client.keyspaceAsync("eventual");
    ServerProcess victim = cluster.node("n2");
    Map<String, String> written = new TreeMap<>();
    long began = System.nanoTime();
    write(rows, written, 0, ROWS / 2);
    victim.kill();
    int notServed = write(rows, written, ROWS / 2, ROWS);
    long ended = System.nanoTime();
    victim.start();
    cluster.awaitReady();
    long back = System.nanoTime();
    Lab.awaitAgreement(client);
    long agreed = System.nanoTime();

    for (ServerProcess node : cluster.nodes()) {
      CapstanClient through =
          lab.client(CapstanClient.builder().seeds(node.address()).prefer(node.id()));
      List<String> seen =
          Rows.values(
              Rows.pages(
                  through
                      .keyspaceAsync("eventual")
                      .with(RequestOptions.DEFAULT.withLevel(Level.EVENTUAL))));
      assertEquals(
          written.values().stream().sorted().toList(),
          seen.stream().sorted().toList(),
          "through " + node.id());
    }
    measured(
        "EVENTUAL: %d rows in %d ms, one of three nodes killed half-way, %d tried again;"
            + " all replicas agreed %d ms after it was back",
        ROWS,
        TimeUnit.NANOSECONDS.toMillis(ended - began),
        notServed,
        TimeUnit.NANOSECONDS.toMillis(agreed - back));
  }

  /** Writes rows until each is acknowledged; answers with how many had to be tried again. */
  private static int write(AsyncKeyspace rows, Map<String, String> written, int from, int to) {
    Semaphore room = new Semaphore(IN_FLIGHT);
    List<CompletionStage<Boolean>> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String key = "key-%06d".formatted(i);
      written.put(key, "value-" + i);
      room.acquireUninterruptibly();
      all.add(
          rows.put(key.getBytes(UTF_8), ("value-" + i).getBytes(UTF_8))
              .handle(
                  (done, failure) -> {
                    room.release();
                    return failure == null;
                  }));
    }
    int again = 0;
    for (int i = from; i < to; i++) {
      if (!Lab.get(all.get(i - from))) {
        again++;
        String key = "key-%06d".formatted(i);
        Lab.get(rows.put(key.getBytes(UTF_8), ("value-" + i).getBytes(UTF_8)));
      }
    }
    return again;
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void whereTheOthersStandStillOneReplicaServesAtOneAndAMajorityIsRefused() {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    CapstanClient client =
        lab.client(
            CapstanClient.builder()
                .seeds(cluster.addresses())
                .prefer("n1")
                .deadline(Duration.ofSeconds(15)));
    Keyspace eventual = client.keyspace("eventual");
    Keyspace one =
        eventual.with(
            RequestOptions.DEFAULT
                .withQuorum(Quorum.ONE)
                .withLevel(Level.EVENTUAL)
                .withReceipt(true));
    eventual.put(bytes("before"), bytes("1"));
    cluster.node("n2").pause();
    cluster.node("n3").pause();

    var written = one.put(bytes("during"), bytes("2"));
    assertEquals("n1", written.receipt().orElseThrow().served().getServedBy());
    assertEquals(List.of("n1"), written.receipt().orElseThrow().served().getReplicasList());
    assertEquals(Optional.of("2"), value(one, "during"));
    Keyspace brief = eventual.with(RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(3)));
    assertRefusedOrUnknown(() -> brief.put(bytes("majority"), bytes("3")));
    Keyspace strong =
        client.keyspace("strong").with(RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(3)));
    assertRefusedOrUnknown(() -> strong.put(bytes("k"), bytes("v")));

    cluster.node("n2").resume();
    cluster.node("n3").resume();
    long healed = System.nanoTime();
    cluster.awaitReady();
    Lab.awaitAgreement(client);
    measured(
        "EVENTUAL: two of three nodes stood still; ONE served, a majority and STRONG did not; all"
            + " replicas agreed %d ms after they went on",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healed));
    for (ServerProcess node : cluster.nodes()) {
      Keyspace through =
          lab.client(CapstanClient.builder().seeds(node.address()).prefer(node.id()))
              .keyspace("eventual")
              .with(RequestOptions.DEFAULT.withQuorum(Quorum.ONE).withLevel(Level.EVENTUAL));
      assertEquals(Optional.of("2"), value(through, "during"), node.id());
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void aWriteBehindALaterStampIsToldSoUntilItsClientHasSeenThatStamp() {
    ProcessCluster cluster = lab.cluster(1, Map.of());
    Keyspace ahead =
        eventual(CapstanClient.builder().clock(() -> Instant.now().plusSeconds(4)), cluster);
    Keyspace right = eventual(CapstanClient.builder(), cluster);

    assertFalse(ahead.put(bytes("k"), bytes("ahead")).value().superseded());
    assertTrue(right.put(bytes("k"), bytes("behind")).value().superseded());
    assertTrue(right.delete(bytes("k")).value().superseded());
    assertEquals(Optional.of("ahead"), value(right, "k"));
    assertFalse(right.put(bytes("k"), bytes("later")).value().superseded());
    assertEquals(Optional.of("later"), value(ahead, "k"));
  }

  private Keyspace eventual(CapstanClient.Builder client, ProcessCluster cluster) {
    return lab.client(client.seeds(cluster.addresses())).keyspace("eventual");
  }

  private static void assertRefusedOrUnknown(Runnable write) {
    try {
      write.run();
    } catch (CapstanException e) {
      assertTrue(
          List.of(Failure.UNAVAILABLE, Failure.OUTCOME_UNKNOWN, Failure.DEADLINE_EXCEEDED)
              .contains(e.failure()),
          e::toString);
      return;
    }
    throw new AssertionError("was served by a minority");
  }

  private static Optional<String> value(Keyspace keyspace, String key) {
    return keyspace.get(bytes(key)).value().map(value -> new String(value.bytes(), UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
