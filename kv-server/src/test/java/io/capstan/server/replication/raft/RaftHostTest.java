package io.capstan.server.replication.raft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftHostTest {
  @TempDir Path directory;

  private RaftCluster cluster;

  @BeforeEach
  void create() {
    cluster = new RaftCluster(directory);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void everyReplicaAppliesTheEntriesInTheOrderOfTheirSubmission() {
    cluster.startAll();
    for (int i = 1; i <= 20; i++) {
      assertEquals(i, cluster.submit("e" + i));
    }
    List<String> submitted = cluster.entries(cluster.awaitLeader().spec.nodeId());
    assertEquals("e1", submitted.get(0));
    assertEquals(20, submitted.size());
    for (String id : List.of("n1", "n2", "n3")) {
      Await.until(id + " has all entries", () -> cluster.entries(id).equals(submitted));
    }
  }

  @Test
  void aFollowerAppliesTheLastEntryLongBeforeTheNextHeartbeat() {
    Duration tooLong = Await.LONGEST.multipliedBy(4); // a heartbeat goes after half of it
    Duration soon = Duration.ofMillis(200);
    cluster.node("n1").settings = silent(tooLong, soon);
    cluster.node("n2").settings = silent(tooLong, tooLong);
    cluster.node("n3").settings = silent(tooLong, tooLong);
    cluster.startAll();
    cluster.submit("the last one");
    for (String id : List.of("n1", "n2", "n3")) {
      Await.until(id + " has it", () -> cluster.entries(id).equals(List.of("the last one")));
    }
  }

  private RaftSettings silent(Duration timeout, Duration first) {
    return cluster
        .settings()
        .withElections(
            new RaftSettings.Elections(
                timeout, timeout.multipliedBy(2), first, first.multipliedBy(2)));
  }

  @Test
  void theLeadersStatusSaysThatItLeadsAndHowFarItIs() {
    cluster.startAll();
    cluster.submit("e");
    GroupStatus status = cluster.awaitLeader().group().status();
    assertTrue(status.leader());
    assertTrue(status.ready());
    assertEquals(cluster.awaitLeader().spec.nodeId(), status.leaderNodeId());
    assertEquals(status.committed(), status.applied().index());
    assertEquals(status.term(), status.applied().term());
    assertTrue(status.logBytes() > 0);
  }

  @Test
  void aFollowerRefusesAnEntryAndNamesTheLeader() {
    cluster.startAll();
    RaftCluster.Node follower = cluster.awaitFollower();
    CapstanException refusal = Await.failure(follower.group().submit(new byte[] {1}));
    assertEquals(Failure.NOT_LEADER, refusal.failure());
    assertEquals(cluster.awaitLeader().spec.nodeId(), refusal.error().getTryNode());
  }

  @Test
  void anotherReplicaServesAfterTheLeaderIsGone() {
    cluster.startAll();
    cluster.submit("before");
    String first = cluster.awaitLeader().spec.nodeId();
    cluster.stop(first);
    assertEquals(2, cluster.submit("after"));
    String second = cluster.awaitLeader().spec.nodeId();
    assertNotEquals(first, second);
    assertEquals(List.of("before", "after"), cluster.entries(second));
  }

  @Test
  void aRestartedReplicaReplaysFromThePositionThatItsRowsStandAt() {
    cluster.startAll();
    for (int i = 1; i <= 6; i++) {
      cluster.submit("e" + i);
    }
    String id = cluster.awaitFollower().spec.nodeId();
    Await.until("the follower has all", () -> cluster.entries(id).size() == 6);
    cluster.stop(id);
    cluster.node(id).disk.loseAllAfter(2);
    cluster.start(id);
    List<String> all = List.of("e1", "e2", "e3", "e4", "e5", "e6");
    // The disk refuses a gap and a repetition, so equality means exactly the missing ones.
    Await.until("the follower has all again", () -> cluster.entries(id).equals(all));
    assertEquals(null, cluster.node(id).group().status().failure());
  }

  @Test
  void allReplicasKeepTheirEntriesWhenTheWholeClusterRestarts() {
    cluster.startAll();
    cluster.submit("e1");
    List.of("n1", "n2", "n3").forEach(cluster::stop);
    List.of("n1", "n2", "n3").forEach(cluster::start);
    assertEquals(2, cluster.submit("e2"));
  }

  @Test
  void aFailingApplierStopsOnlyItsReplicaAndTheStatusSaysWhy() {
    cluster.startAll();
    cluster.submit("good");
    RaftCluster.Node broken = cluster.awaitFollower();
    broken.disk.poison("bad");
    cluster.submit("bad");
    Await.until("the replica failed", () -> broken.group().status().failure() != null);
    String reason = Objects.requireNonNull(broken.group().status().failure());
    assertTrue(reason.contains("cannot apply bad"), reason);
    Await.until("its division closed", () -> !broken.group().running());
    assertEquals(3, cluster.submit("next"));
    assertEquals(List.of("good"), broken.disk.entries());
    assertEquals(
        Failure.REPLICA_FAILED,
        Await.code(broken.group().awaitApplied(Long.MAX_VALUE, cluster.inSeconds(10))));
  }

  @Test
  void anEntryThatTheLeadersOwnApplierFailsAtIsNotAnsweredWithSuccess() {
    cluster.startAll();
    RaftCluster.Node leader = cluster.awaitLeader();
    leader.disk.poison("bad");
    CapstanException failure = Await.failure(leader.group().submit("bad".getBytes(UTF_8)));
    assertEquals(Failure.OUTCOME_UNKNOWN, failure.failure());
    assertEquals(Failure.REPLICA_FAILED, Await.code(leader.group().submit(new byte[] {1})));
    Await.until(
        "another leads", () -> cluster.running().anyMatch(n -> n.group().refusal() == null));
  }

  @Test
  void aFollowerThatCannotWriteItsLogLeavesTheGroupAndTheOthersGoOn() throws IOException {
    cluster.startAll();
    cluster.submit("good");
    RaftCluster.Node broken = cluster.awaitFollower();
    BrokenLog.of(broken.group());
    assertEquals(2, cluster.submit("next"));
    assertLeavesBecauseOfItsLog(broken);
    assertEquals(3, cluster.submit("more"));
    assertFalse(broken.disk.entries().contains("more"));
  }

  @Test
  void aLeaderThatCannotWriteItsLogLeavesTheGroupAndAnotherLeads() throws IOException {
    cluster.startAll();
    cluster.submit("good");
    RaftCluster.Node broken = cluster.awaitLeader();
    BrokenLog.of(broken.group());
    assertEquals(
        Failure.OUTCOME_UNKNOWN, Await.code(broken.group().submit("next".getBytes(UTF_8))));
    assertLeavesBecauseOfItsLog(broken);
    cluster.submit("more");
    assertNotEquals(broken, cluster.awaitLeader());
  }

  @Test
  void aLeaderThatCannotSyncItsLogLeavesTheGroupAndAnotherLeads() throws IOException {
    cluster.startAll();
    cluster.submit("good");
    RaftCluster.Node broken = cluster.awaitLeader();
    broken.logDisk =
        () -> {
          throw new IOException("Input/output error");
        };
    assertEquals(
        Failure.OUTCOME_UNKNOWN, Await.code(broken.group().submit("next".getBytes(UTF_8))));
    assertLeavesBecauseOfItsLog(broken);
    cluster.submit("more");
    assertNotEquals(broken, cluster.awaitLeader());
  }

  private static void assertLeavesBecauseOfItsLog(RaftCluster.Node broken) {
    Await.until("the replica failed", () -> broken.group().status().failure() != null);
    assertEquals(Failure.REPLICA_FAILED, Await.code(broken.group().submit(new byte[] {1})));
    String reason = Objects.requireNonNull(broken.group().status().failure());
    assertTrue(reason.contains("failed writing its log at index"), reason);
    Await.until("its division closed", () -> broken.group().closed());
  }

  @Test
  void aReplicaThatCannotRestoreKeepsTheNodeFromStarting() throws IOException {
    cluster.startAll();
    cluster.submit("e");
    RaftCluster.Node node = cluster.awaitFollower();
    cluster.stop(node.spec.nodeId());
    node.disk.makeUnreadable();
    try (RaftHost host = cluster.host(node, cluster.settings(), Disk::counter)) {
      assertSays("the disk is unreadable", assertThrows(IOException.class, host::start));
    }
  }

  private RaftCluster.Node stoppedFollowerOfOneEntry() {
    cluster.startAll();
    cluster.submit("e");
    RaftCluster.Node node = cluster.awaitFollower();
    Await.until("the follower has it", () -> node.disk.entries().size() == 1);
    cluster.stop(node.spec.nodeId());
    return node;
  }

  @Test
  void aReplicaThatLostItsLogIsNotOpened() throws IOException {
    RaftCluster.Node node = stoppedFollowerOfOneEntry();
    Files.move(node.storage, directory.resolve("lost"));
    try (RaftHost host = cluster.host(node, cluster.settings(), Disk::counter)) {
      host.start();
      assertSays(
          "it ends before entry 0",
          assertThrows(IOException.class, () -> host.open(cluster.spec())));
      assertEquals(List.of(), List.copyOf(host.groups()));
    }
  }

  @Test
  void aReplicaWhoseRowsAreOfAnotherEntryThanItsLogKeepsTheNodeFromStarting() throws IOException {
    RaftCluster.Node node = stoppedFollowerOfOneEntry();
    node.disk.wasOfTerm(99);
    try (RaftHost host = cluster.host(node, cluster.settings(), Disk::counter)) {
      assertSays(
          "but the rows are at that entry of term 99",
          assertThrows(IOException.class, host::start));
    }
  }

  @Test
  void aCommandThatWasNotAppliedYetIsUnreadUntilALeaderHasDecidedOnIt() {
    cluster.startAll();
    assertFalse(cluster.awaitLeader().group().hasUnreadCommands());
    cluster.submit("e");
    RaftCluster.Node node = cluster.awaitFollower();
    Await.until("the follower has it", () -> node.disk.entries().size() == 1);
    List.of("n1", "n2", "n3").forEach(cluster::stop);
    node.disk.loseAllAfter(0);
    cluster.start(node.spec.nodeId());
    assertTrue(node.group().hasUnreadCommands());
    Stream.of("n1", "n2", "n3")
        .filter(id -> !id.equals(node.spec.nodeId()))
        .forEach(cluster::start);
    Await.until("it is read", () -> !node.group().hasUnreadCommands());
    assertEquals(List.of("e"), node.disk.entries());
  }

  @Test
  void anEntryIsOfUnknownOutcomeWhenTheMajorityIsGone() {
    cluster.startAll();
    RaftCluster.Node leader = cluster.awaitLeader();
    cluster.stopOthersAtOnce(leader);
    assertEquals(Failure.OUTCOME_UNKNOWN, Await.code(leader.group().submit(new byte[] {1})));
  }

  @Test
  void anEntryOverTheLimitIsRefused() {
    cluster.startAll();
    byte[] large = new byte[cluster.settings().log().entryBytesMax()];
    assertEquals(Failure.LIMIT_EXCEEDED, Await.code(cluster.awaitLeader().group().submit(large)));
  }

  @Test
  void openingAGroupAgainGivesTheSameHandle() throws IOException {
    cluster.startAll();
    RaftCluster.Node node = cluster.node("n1");
    assertSame(node.group(), node.host.orElseThrow().open(cluster.spec()));
  }

  @Test
  void aGroupThatNeverHadALeaderIsOpenedAgainWithItsPeers() throws IOException {
    cluster.start("n1");
    cluster.stop("n1");
    cluster.startAll();
    assertEquals(1, cluster.submit("e"));
    Await.until("n1 takes part", () -> cluster.entries("n1").size() == 1);
  }

  @Test
  void aTakenPortIsSaidSo() throws IOException {
    RaftCluster.Node node = cluster.node("n1");
    Endpoint address = Endpoint.parse(node.spec.raftAddress());
    try (ServerSocket taken = new ServerSocket();
        RaftHost host = cluster.host(node, cluster.settings(), Disk::counter)) {
      taken.bind(new InetSocketAddress(address.host(), address.port()));
      BindException refusal = assertThrows(BindException.class, host::start);
      assertSays(node.spec.raftAddress(), refusal);
    }
  }

  @Test
  void aLogOverTheLimitKeepsTheNodeFromStarting() throws IOException {
    RaftCluster.Node node = cluster.start("n1");
    cluster.stop("n1");
    Path log = node.storage.resolve(new UUID(RaftCluster.FINGERPRINT, RaftCluster.LINEAGE) + "");
    Files.write(log.resolve("current/large"), new byte[9 << 20]);
    RaftSettings.Log small = cluster.settings().log().withTotalBytesMax(8 << 20);
    try (RaftHost host = cluster.host(node, cluster.settings().withLog(small), Disk::counter)) {
      IOException refusal = assertThrows(IOException.class, host::start);
      assertSays("limit of 8388608", refusal);
    }
  }

  @Test
  void anotherClustersLogKeepsTheNodeFromStarting() throws IOException {
    RaftCluster.Node node = cluster.node("n1");
    Files.createDirectories(node.storage.resolve(new UUID(1, 2).toString()));
    try (RaftHost host = cluster.host(node, cluster.settings(), Disk::counter)) {
      IOException refusal = assertThrows(IOException.class, host::start);
      assertSays("another cluster", refusal);
    }
  }

  private static void assertSays(String text, Exception refusal) {
    assertTrue(String.valueOf(refusal.getMessage()).contains(text), refusal.toString());
  }

  @Test
  void theRaftPortServesPeersOnly() {
    RaftCluster.Node node = cluster.start("n1");
    Endpoint address = Endpoint.parse(node.spec.raftAddress());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build();
    try {
      RuntimeException refusal =
          assertThrows(
              RuntimeException.class,
              () ->
                  ClientCalls.blockingUnaryCall(
                      channel,
                      AdminProtocolServiceGrpc.getGroupListMethod(),
                      CallOptions.DEFAULT,
                      GroupListRequestProto.getDefaultInstance()));
      assertEquals(Status.Code.PERMISSION_DENIED, Status.fromThrowable(refusal).getCode());
    } finally {
      channel.shutdownNow();
    }
  }
}
