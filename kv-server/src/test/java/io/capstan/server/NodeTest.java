package io.capstan.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Ticker;
import io.capstan.server.admin.Pulse;
import io.capstan.server.files.FullDisk;
import io.capstan.server.replication.raft.Await;
import io.capstan.v1.BatchWrite;
import io.capstan.v1.BatchWriteRequest;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.CompareAndSetRequest;
import io.capstan.v1.Delete;
import io.capstan.v1.DeleteRequest;
import io.capstan.v1.Get;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetRequest;
import io.capstan.v1.GetResult;
import io.capstan.v1.Increment;
import io.capstan.v1.IncrementRequest;
import io.capstan.v1.KeyValueGrpc.KeyValueBlockingStub;
import io.capstan.v1.Put;
import io.capstan.v1.PutRequest;
import io.capstan.v1.PutResult;
import io.capstan.v1.Scan;
import io.capstan.v1.ScanRequest;
import io.capstan.v1.ScanResult;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What one whole node does, seen from outside. */
@Timeout(120)
class NodeTest {
  @TempDir Path directory;

  private TestNode test;

  @BeforeEach
  void create() {
    test = new TestNode(directory);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void aClusterOfOneServesEveryOperation() throws IOException {
    test.start();
    KeyValueBlockingStub data = test.data();
    PutResult put = put(data, "a", "1");
    assertEquals(copyFromUtf8("1"), get(data, "a").getValue());
    assertEquals(put.getVersion(), get(data, "a").getVersion());

    assertTrue(replace(data, "a", put.getVersion(), "2"));
    assertFalse(replace(data, "a", put.getVersion(), "3"));
    assertEquals(copyFromUtf8("2"), get(data, "a").getValue());

    assertEquals(7, increment(data, "n", 7));
    assertEquals(5, increment(data, "n", -2));

    var batch = BatchWrite.newBuilder();
    batch.addWritesBuilder().getPutBuilder().setKey(copyFromUtf8("b")).setValue(copyFromUtf8("x"));
    batch.addWritesBuilder().getDeleteBuilder().setKey(copyFromUtf8("a"));
    var written =
        data.batchWrite(
            BatchWriteRequest.newBuilder().setHeader(TestNode.HEADER).setBatchWrite(batch).build());
    assertTrue(written.getResult().getApplied());

    assertEquals(List.of("b", "n"), keys(data));
    var delete = Delete.newBuilder().setKey(copyFromUtf8("b"));
    var deleted =
        data.delete(
            DeleteRequest.newBuilder().setHeader(TestNode.HEADER).setDelete(delete).build());
    assertTrue(deleted.getResult().getExisted());
    assertFalse(get(data, "b").getFound());
  }

  @Test
  void aRowThatExpiresGoesWithoutTrafficAndStaysGoneAfterARestart() throws IOException {
    Node node = test.start();
    KeyValueBlockingStub data = test.data();
    putFor(data, "short", 1);
    long before = Clocks.system().millis();
    putFor(data, "long", 3_600_000);
    long expires = get(data, "long").getExpiresAtMillis();
    assertTrue(expires >= before + 3_600_000 && expires < before + 3_700_000, () -> "" + expires);
    assertEquals(0, get(data, "none").getExpiresAtMillis());
    Await.until("the row is gone", () -> !get(data, "short").getFound());

    node.close();
    test.start();
    assertFalse(get(test.data(), "short").getFound());
    assertEquals(expires, get(test.data(), "long").getExpiresAtMillis());
    assertEquals(List.of("long"), keys(test.data()));
  }

  private static void putFor(KeyValueBlockingStub data, String key, long ttlMillis) {
    var put =
        Put.newBuilder()
            .setKey(copyFromUtf8(key))
            .setValue(copyFromUtf8("v"))
            .setTtlMillis(ttlMillis);
    var unused = data.put(PutRequest.newBuilder().setHeader(TestNode.HEADER).setPut(put).build());
  }

  @Test
  void aProposalOfNoKnownKindAndANodeWithoutAnIdAreRefusedAndTheClusterGoesOn() throws IOException {
    Node node = test.start();
    var peer = PeerGrpc.newBlockingStub(test.channel());
    // Field 127, of which no release knows.
    var unknown = ByteString.copyFrom(new byte[] {(byte) 0xfa, 7, 0});
    var propose =
        ProposeRequest.newBuilder().setClusterId(TestNode.CLUSTER).setCommand(unknown).build();
    assertEquals(Failure.OPERATION_UNSUPPORTED, refusal(() -> peer.propose(propose)).failure());
    var join = JoinRequest.newBuilder().setClusterId(TestNode.CLUSTER).build();
    assertEquals(Failure.INVALID_ARGUMENT, refusal(() -> peer.join(join)).failure());
    node.close();
    test.start();
    put(test.data(), "k", "v");
  }

  private static CapstanException refusal(Executable call) {
    return GrpcErrors.fromStatus(assertThrows(StatusRuntimeException.class, call));
  }

  @Test
  void aReadyNodeSaysSoOverHttpAndToGrpcsHealthChecks() throws IOException {
    test.start();
    assertEquals("{\"status\":\"up\"}", test.page("/ready").body().strip());
    assertEquals("{\"status\":\"up\"}", test.page("/health").body().strip());
    var health = HealthGrpc.newBlockingStub(test.channel());
    Await.until(
        "gRPC's health service says SERVING",
        () ->
            health.check(HealthCheckRequest.getDefaultInstance()).getStatus()
                == ServingStatus.SERVING);
    var status = test.admin().getNodeStatus(GetNodeStatusRequest.getDefaultInstance());
    assertTrue(status.getReady(), status::toString);
    assertEquals("n1", status.getShards(0).getLeader());
    assertEquals("n1", status.getMetadata().getLeader());
  }

  @Test
  void aNodeWhoseBackgroundHangsIsNotHealthyUntilItGoesOn() throws IOException {
    FullDisk disk = new FullDisk();
    AtomicLong later = new AtomicLong();
    Seams seams = TestNode.with(disk);
    Ticker ticker = () -> seams.ticker().nanos() + later.get();
    test.start(
        new Seams(
            ticker, seams.clock(), seams.random(), seams.files(), seams.pid(), seams.substitutes()),
        "--interval-disk-check=100ms");
    disk.hang();
    Await.until(
        "the node has not gone on for long",
        () -> {
          later.addAndGet(Pulse.SILENCE_MAX.toNanos());
          return test.page("/health").statusCode() == 503;
        });
    assertTrue(test.page("/health").body().contains("no background task"));
    disk.release();
    Await.until("it goes on", () -> test.page("/health").statusCode() == 200);
  }

  @Test
  void aPortThatIsTakenKeepsTheNodeFromStartingAndIsNamed() throws IOException {
    assertTakenPortIsNamed(test.port, "--port");
    assertTakenPortIsNamed(test.raftPort, "--raft-port");
    assertTakenPortIsNamed(test.adminPort, "--admin-port");
    test.start(); // what the failed ones had is free again
  }

  private void assertTakenPortIsNamed(int port, String flag) throws IOException {
    try (ServerSocket taken = new ServerSocket();
        Node node = new Node(test.config(), Seams.system())) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      Exception refusal = assertThrows(Exception.class, node::start);
      assertSays(refusal, "127.0.0.1:" + port, "Stop what uses the port", flag + "=");
    }
  }

  @Test
  void theDirectoryOfAnotherNodeOrClusterIsRefused() throws IOException {
    test.start().close();
    assertSays(
        assertThrows(
            Exception.class,
            () ->
                new Node(
                    test.config("--node-id=n2", "--initial-nodes=n2=127.0.0.1:1"), Seams.system())),
        directory.toString(),
        "belongs to node n1, but node-id is n2");
    assertSays(
        assertThrows(
            Exception.class, () -> new Node(test.config("--cluster-id=other"), Seams.system())),
        directory.toString(),
        "belongs to cluster demo, but cluster-id is other");
    test.start(); // the lock was given back
  }

  @Test
  void aDirectoryInUseIsRefused() throws IOException {
    test.start();
    assertSays(
        assertThrows(Exception.class, () -> new Node(test.config(), Seams.system())),
        directory.toString(),
        "is in use by process " + ProcessHandle.current().pid());
  }

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() throws IOException {
    Node first = test.start();
    KeyValueBlockingStub before = test.data();
    for (int i = 0; i < 50; i++) {
      put(before, "k" + i, "v" + i);
    }
    assertEquals(3, increment(before, "n", 3));
    first.close();
    test.start();
    KeyValueBlockingStub after = test.data();
    for (int i = 0; i < 50; i++) {
      assertEquals(copyFromUtf8("v" + i), get(after, "k" + i).getValue());
    }
    assertEquals(4, increment(after, "n", 1));
  }

  @Test
  void theMetricsPageCountsWhatWasServedAndRefused() throws IOException {
    test.start();
    KeyValueBlockingStub data = test.data();
    put(data, "a", "1");
    assertEquals(Failure.INVALID_ARGUMENT, failure(() -> get(data, "")).failure());
    assertEquals(Failure.NOT_A_NUMBER, failure(() -> incrementOfText(data)).failure());
    String page = test.page("/metrics").body();
    assertTrue(page.contains("capstan_request_duration_seconds_count{"), page);
    assertLine(page, "capstan_request_duration_seconds_count", "operation=\"put\"", " 2");
    assertLine(page, "capstan_request_refused_total", "operation=\"increment\"", " 1");
    assertLine(page, "capstan_raft_leader_groups", "", " 1");
  }

  private static long incrementOfText(KeyValueBlockingStub data) {
    put(data, "text", "x");
    return increment(data, "text", 1);
  }

  private static void assertLine(String page, String start, String within, String end) {
    assertTrue(
        page.lines()
            .anyMatch(
                line ->
                    line.startsWith(start)
                        && line.contains(within)
                        && (line.endsWith(end) || line.endsWith(end + ".0"))),
        () -> "no " + start + " with " + within + " and" + end + " in\n" + page);
  }

  @Test
  void aFullDiskRefusesWritesThatGrowAndServesTheRest() throws IOException {
    FullDisk disk = new FullDisk();
    test.start(TestNode.with(disk), "--interval-disk-check=100ms");
    KeyValueBlockingStub data = test.data();
    put(data, "a", "1");
    disk.fill();
    Await.until("writes are refused", () -> isRefusedAsFull(data));
    CapstanException refusal = failure(() -> put(data, "b", "2"));
    assertSays(refusal, "5 %", "free some space", "deletes are still served");
    assertEquals(copyFromUtf8("1"), get(data, "a").getValue());
    var delete = Delete.newBuilder().setKey(copyFromUtf8("a"));
    assertTrue(
        data.delete(DeleteRequest.newBuilder().setHeader(TestNode.HEADER).setDelete(delete).build())
            .getResult()
            .getExisted());
    disk.empty();
    Await.until("writes are served again", () -> !isRefusedAsFull(data));
  }

  private static boolean isRefusedAsFull(KeyValueBlockingStub data) {
    try {
      put(data, "probe", "1");
      return false;
    } catch (StatusRuntimeException e) {
      assertEquals(Failure.DISK_FULL, GrpcErrors.fromStatus(e).failure());
      return true;
    }
  }

  @Test
  void aClosedNodeLeavesNoThreadsAndGivesItsPortsAndItsDirectoryBack() throws IOException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Node node = test.start();
    put(test.data(), "a", "1");
    test.close();
    node.close(); // a second time: nothing happens
    awaitNoThreadsBut(before);
    for (int port : List.of(test.port, test.raftPort, test.adminPort)) {
      try (ServerSocket free = new ServerSocket()) {
        free.setReuseAddress(true);
        free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
    }
    test.start();
  }

  @Test
  void aNodeThatCannotStartLeavesNoThreads() throws IOException {
    test.start();
    put(test.data(), "a", "1");
    test.close();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Stream<Path> rows = Files.list(directory.resolve("strong"))) {
      for (Path file : rows.filter(path -> path.toString().endsWith(".sst")).toList()) {
        Files.delete(file);
      }
    }
    assertSays(
        assertThrows(Exception.class, () -> new Node(test.config(), Seams.system())),
        "rebuild this replica from its peers");
    awaitNoThreadsBut(before);
  }

  /** Waits until of a node's own threads only those are alive that were there before. */
  static void awaitNoThreadsBut(Set<Thread> before) {
    try {
      Await.until("no thread of the node is alive", () -> left(before).isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError("threads left: " + left(before), e);
    }
  }

  private static Set<String> left(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .filter(thread -> !thread.isDaemon() || isOurs(thread.getName()))
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }

  private static boolean isOurs(String name) {
    return Stream.of("capstan-", "batcher-", "stop-group-").anyMatch(name::startsWith);
  }

  static PutResult put(KeyValueBlockingStub data, String key, String value) {
    var put = Put.newBuilder().setKey(copyFromUtf8(key)).setValue(copyFromUtf8(value));
    return data.put(PutRequest.newBuilder().setHeader(TestNode.HEADER).setPut(put).build())
        .getResult();
  }

  static GetResult get(KeyValueBlockingStub data, String key) {
    var get = Get.newBuilder().setKey(copyFromUtf8(key));
    return data.get(GetRequest.newBuilder().setHeader(TestNode.HEADER).setGet(get).build())
        .getResult();
  }

  private static long increment(KeyValueBlockingStub data, String key, long delta) {
    var increment = Increment.newBuilder().setKey(copyFromUtf8(key)).setDelta(delta);
    return data.increment(
            IncrementRequest.newBuilder()
                .setHeader(TestNode.HEADER)
                .setIncrement(increment)
                .build())
        .getResult()
        .getValue();
  }

  private static boolean replace(
      KeyValueBlockingStub data, String key, ByteString version, String value) {
    var compareAndSet =
        CompareAndSet.newBuilder()
            .setKey(copyFromUtf8(key))
            .setVersion(version)
            .setValue(copyFromUtf8(value));
    return data.compareAndSet(
            CompareAndSetRequest.newBuilder()
                .setHeader(TestNode.HEADER)
                .setCompareAndSet(compareAndSet)
                .build())
        .getResult()
        .getApplied();
  }

  private static List<String> keys(KeyValueBlockingStub data) {
    return data
        .scan(
            ScanRequest.newBuilder().setHeader(TestNode.HEADER).setScan(Scan.newBuilder()).build())
        .getResult()
        .getRowsList()
        .stream()
        .map(ScanResult.Row::getKey)
        .map(ByteString::toStringUtf8)
        .toList();
  }

  private static CapstanException failure(Runnable call) {
    return GrpcErrors.fromStatus(assertThrows(StatusRuntimeException.class, call::run));
  }

  private static void assertSays(Exception refusal, String... words) {
    String message = String.valueOf(refusal.getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), () -> "no \"" + word + "\" in: " + message);
    }
  }
}
