package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.AWAIT;
import static io.capstan.jepsen.e2e.Lab.LONGEST;
import static io.capstan.jepsen.e2e.Lab.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.NodeDigest;
import io.capstan.client.RequestOptions;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.faults.OffsetClock;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Stamper;
import io.capstan.runtime.Threads;
import io.capstan.v1.PutRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The wall clock of one node, the one that leads the STRONG shard, jumps by 10 s in either
 * direction and back again, while writers go from node to node in keyspaces of both modes.
 */
class ClockIT {
  private static final String CLOCK_FILE = "clock";
  private static final Duration OFF = Duration.ofSeconds(10);
  private static final int STEPS_PER_PHASE = 60;

  @RegisterExtension final Lab lab = new Lab();

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Wanderer> writers = new ArrayList<>();
  private final List<CompletableFuture<Void>> running = new ArrayList<>();
  private ProcessCluster cluster;
  private CapstanClient client;
  private ServerProcess odd;
  private ServerProcess even;

  @BeforeEach
  void start() {
    cluster = lab.cluster(3, Map.of("faults", "clock=" + CLOCK_FILE));
    odd = Lab.leader(cluster, 0);
    even = cluster.othersThan(odd.id()).get(0);
    client = lab.client(cluster.addresses());
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void withAClockOffInEitherDirectionWritesAreRefusedOrOrderedRightAndNoneIsLost()
      throws IOException {
    beginToWrite();
    awaitSteps();
    jump(OFF);
    awaitSteps();
    assertThatOnlyTheOddNodeRefuses(OFF);
    assertThatTheOddNodeJudgesNoExpiry();
    var unused = strong().put(bytes("lasting"), bytes("v"), Duration.ofMinutes(10));
    unused = strong().put(bytes("expired"), bytes("v"), Duration.ofSeconds(1));
    awaitNoStrongRow("expired");
    jump(Duration.ZERO);
    assertEquals(Optional.empty(), refusal(odd, put("single")));
    awaitSteps();
    jump(OFF.negated());
    awaitSteps();
    assertThatOnlyTheOddNodeRefuses(OFF.negated());
    assertThatTheOddNodeJudgesNoExpiry();
    jump(Duration.ZERO);
    awaitSteps();
    endWriting();
    assertThatEveryNodeHasWhatWasAcknowledged();
    assertTrue(strong().get(bytes("expired")).value().isEmpty());
    assertTrue(strong().get(bytes("lasting")).value().isPresent());
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void aNodeThatStartsWithAClockThatIsOffTakesNoWritesFromTheBeginning() throws IOException {
    odd.kill();
    OffsetClock.set(odd.plan().directory().resolve(CLOCK_FILE), OFF);
    odd.start();
    List<Optional<Failure>> answers = new ArrayList<>();
    AWAIT.until(
        () -> "the odd node has refused for its clock: " + answers,
        LONGEST,
        () -> {
          answers.add(refusal(odd, put("early")));
          return answers.contains(Optional.of(Failure.CLOCK_SKEW));
        });
    assertFalse(answers.contains(Optional.<Failure>empty()), answers::toString);
    cluster.awaitReady();
    assertEquals(Optional.empty(), refusal(even, put("early")));
    awaitSkew(OFF);
    jump(Duration.ZERO);
    assertEquals(Optional.empty(), refusal(odd, put("early")));
  }

  // The clock.

  private void jump(Duration to) throws IOException {
    OffsetClock.set(odd.plan().directory().resolve(CLOCK_FILE), to);
    long millis = awaitSkew(to).toMillis();
    measured(
        "clock of %s set %d ms off: its metric shows it after %d ms; the others' show %d and %d ms",
        odd.id(),
        to.toMillis(),
        millis,
        skewMillis(cluster.othersThan(odd.id()).get(0)),
        skewMillis(cluster.othersThan(odd.id()).get(1)));
  }

  /** All nodes' metrics say whose clock is off, and by how much. */
  private Duration awaitSkew(Duration of) {
    return AWAIT.until(
        () -> "only %s is %s off".formatted(odd.id(), of),
        LONGEST,
        () ->
            cluster.nodes().stream()
                .allMatch(
                    node -> Math.abs(skewMillis(node) - (node == odd ? of.toMillis() : 0)) < 1000));
  }

  private long skewMillis(ServerProcess node) {
    URI uri = URI.create("http://127.0.0.1:" + node.plan().ports().admin() + "/metrics");
    try {
      String page = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      String line =
          page.lines()
              .filter(each -> each.startsWith("capstan_clock_skew_millis "))
              .findFirst()
              .orElseThrow();
      return (long) Double.parseDouble(line.substring(line.indexOf(' ')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // Single requests.

  private static PutRequest put(String key) {
    return NodeCalls.put("eventual", key, "v");
  }

  /** A stamp of a client whose clock is off too. */
  private static ByteString stamp(Duration off) {
    Stamper stamper = new Stamper(Randoms.system());
    long millis = Clocks.system().millis() + off.toMillis();
    return ByteString.copyFrom(stamper.next(millis).toBytes());
  }

  /** What a node refuses a write with; empty: it is done. */
  private Optional<Failure> refusal(ServerProcess node, PutRequest put) {
    try (NodeCalls calls = NodeCalls.to(cluster, node)) {
      var unused = calls.data().put(put);
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.of(GrpcErrors.fromStatus(e).failure());
    }
  }

  private void assertThatOnlyTheOddNodeRefuses(Duration off) {
    Optional<Failure> skew = Optional.of(Failure.CLOCK_SKEW);
    PutRequest.Builder put = put("single").toBuilder();
    assertEquals(skew, refusal(odd, put.build()));
    assertEquals(Optional.empty(), refusal(even, put.build()));
    // A client on the odd node's machine.
    put.getHeaderBuilder().setStamp(stamp(off));
    assertEquals(skew, refusal(odd, put.build()));
    // A client whose clock is right goes elsewhere.
    Keyspace rows =
        through(odd).keyspace("eventual").with(RequestOptions.DEFAULT.withReceipt(true));
    var receipt = rows.put(bytes("single"), bytes("v")).receipt().orElseThrow();
    assertNotEquals(odd.id(), receipt.served().getServedBy());
    assertEquals("v", Places.unstamped(calls(odd)).get("single").orElseThrow());
  }

  /** The odd node does not say that a row has expired, or has not, by its own clock. */
  private void assertThatTheOddNodeJudgesNoExpiry() {
    PutRequest.Builder put = put("brief").toBuilder();
    put.getPutBuilder().setTtlMillis(OFF.toMillis() / 2);
    assertEquals(Optional.empty(), refusal(even, put.build()));
    CapstanException refusal =
        assertThrows(CapstanException.class, () -> Places.unstamped(calls(odd)).get("brief"));
    assertEquals(Failure.CLOCK_SKEW, refusal.failure());
  }

  // Rows of the STRONG keyspace.

  private Keyspace strong() {
    return client.keyspace("strong").with(RequestOptions.DEFAULT.withLevel(Level.STRONG));
  }

  private void awaitNoStrongRow(String key) {
    AWAIT.until(
        () -> key + " has expired", LONGEST, () -> strong().get(bytes(key)).value().isEmpty());
  }

  // Writers.

  private CapstanClient through(ServerProcess node) {
    return lab.client(CapstanClient.builder().seeds(cluster.addresses()).prefer(node.id()));
  }

  private NodeCalls calls(ServerProcess node) {
    return lab.closing(NodeCalls.to(cluster, node));
  }

  private void beginToWrite() {
    List<CapstanClient> clients = cluster.nodes().stream().map(this::through).toList();
    List<List<Wanderer.Place>> places =
        List.of(
            cluster.nodes().stream().map(node -> Places.unstamped(calls(node))).toList(),
            cluster.nodes().stream().map(node -> Places.unstamped(calls(node))).toList(),
            clients.stream()
                .map(to -> Places.client(to.keyspace("eventual"), Level.SESSION))
                .toList(),
            clients.stream()
                .map(to -> Places.client(to.keyspace("strong"), Level.STRONG))
                .toList());
    ExecutorService threads = Threads.fixed("writer", places.size());
    lab.closing(threads::shutdownNow);
    for (int i = 0; i < places.size(); i++) {
      Wanderer writer = new Wanderer("w" + i, places.get(i), i);
      writers.add(writer);
      running.add(CompletableFuture.runAsync(writer, threads));
    }
  }

  /** Waits until each writer has been told of some more writes. */
  private void awaitSteps() {
    Map<Wanderer, Integer> before =
        writers.stream().collect(toMap(writer -> writer, Wanderer::acknowledged));
    AWAIT.until(
        () -> "writers go on: " + writers,
        LONGEST,
        () -> {
          running.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
          return before.entrySet().stream()
              .allMatch(each -> each.getKey().acknowledged() - each.getValue() >= STEPS_PER_PHASE);
        });
  }

  private void endWriting() {
    writers.forEach(Wanderer::end);
    running.forEach(Lab::get);
    measured("clock: %s", writers);
  }

  private void assertThatEveryNodeHasWhatWasAcknowledged() {
    for (ServerProcess node : cluster.nodes()) {
      Wanderer.Place eventual = Places.unstamped(calls(node));
      for (Wanderer writer : writers.subList(0, 3)) {
        writer
            .expected()
            .forEach((key, value) -> assertEquals(value, eventual.get(key), node.id() + key));
      }
    }
    Wanderer.Place strong = Places.client(strong(), Level.STRONG);
    writers.get(3).expected().forEach((key, value) -> assertEquals(value, strong.get(key), key));
    AWAIT.until(
        () -> "all replicas are equal",
        LONGEST,
        () ->
            Lab.get(client.admin().digest()).stream().map(NodeDigest::slices).distinct().count()
                == 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
