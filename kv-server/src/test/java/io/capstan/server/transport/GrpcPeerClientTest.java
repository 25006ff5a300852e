package io.capstan.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.runtime.Ticker;
import io.capstan.server.config.HostPort;
import io.capstan.server.config.Timeouts;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class GrpcPeerClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ProposeRequest PROPOSAL =
      ProposeRequest.newBuilder().setCommand(ByteString.copyFromUtf8("command")).build();

  private final PlaintextChannels channels = new PlaintextChannels(1);
  private final Map<String, String> members = new ConcurrentHashMap<>();
  private final AtomicInteger helloFailures = new AtomicInteger();
  private final List<RunningServer> servers = new ArrayList<>();
  private PeerClient client = client(LONG);

  @AfterEach
  void close() {
    client.close();
    channels.close();
    servers.forEach(RunningServer::close);
  }

  @Test
  void manyCallsOnOneConnectionAreGreetedOnce() throws Exception {
    FakePeer peer = new FakePeer(greeting("demo", "n2"));
    members.put("n2", start(peer, 0));
    List<CompletionStage<?>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(client.termCheck("n2", TermCheckRequest.newBuilder().setNonce(i).build()));
      calls.add(client.propose("n2", PROPOSAL));
    }
    for (CompletionStage<?> call : calls) {
      answer(call);
    }
    assertEquals(1, peer.hellos.get());
    assertEquals(0, helloFailures.get());
  }

  @Test
  void answersArrive() throws Exception {
    members.put("n2", start(new FakePeer(greeting("demo", "n2")), 0));
    TermCheckRequest check = TermCheckRequest.newBuilder().setNonce(42).build();
    assertEquals(42, answer(client.termCheck("n2", check)).getNonce());
    assertEquals(PROPOSAL.getCommand(), answer(client.propose("n2", PROPOSAL)).getResult());
  }

  @Test
  void anAddressCanBeGreetedAndJoinedWithoutKnowingWhoIsThere() throws Exception {
    String address = start(new FakePeer(greeting("demo", "n2")), 0);
    assertEquals("n2", answer(client.hello(address)).getNode().getId());
    JoinRequest join = JoinRequest.newBuilder().setNode(node("n1")).build();
    assertEquals(List.of(node("n1")), answer(client.join(address, join)).getMembersList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      names = {"WRONG_CLUSTER", "VERSION_UNSUPPORTED", "NODE_ID_TAKEN", "DISK_REPLACED"})
  void aPeersRefusalIsPassedOnAsItIs(Failure failure) throws Exception {
    CapstanException refusal = CapstanException.of(failure, "not you");
    String address = start(new FakePeer(greeting("demo", "n2")).refusingHello(refusal), 0);
    assertEquals(refusal.error(), failure(client.hello(address)).error());
  }

  @Test
  void aNodeOfAnotherClusterIsRefusedUntilItsProcessIsReplaced() throws Exception {
    FakePeer stranger = new FakePeer(greeting("prod", "n2"));
    members.put("n2", start(stranger, 0));
    for (int i = 0; i < 3; i++) {
      CapstanException refusal = failure(client.propose("n2", PROPOSAL));
      assertEquals(Failure.WRONG_CLUSTER, refusal.failure());
      assertTrue(refusal.error().getMessage().contains("belongs to cluster \"prod\""));
    }
    assertEquals(1, stranger.hellos.get());
    assertEquals(1, helloFailures.get());
    restart(new FakePeer(greeting("demo", "n2")));
    awaitAnswer();
  }

  @Test
  void aNodeOfOtherFormatsIsRefused() throws Exception {
    FormatRanges later = new FormatRanges(range(1, 1), range(2, 3), range(1, 1));
    members.put("n2", start(new FakePeer(new Greeting("demo", node("n2"), later)), 0));
    CapstanException refusal = failure(client.propose("n2", PROPOSAL));
    assertEquals(Failure.VERSION_UNSUPPORTED, refusal.failure());
    assertTrue(refusal.error().getMessage().contains("log formats 1..1 here, 2..3 there"));
  }

  @Test
  void aProposalToANodeThatCannotBeReachedIsDefinitelyNotMade() throws Exception {
    members.put("n2", "127.0.0.1:1");
    CapstanException failure = failure(client.propose("n2", PROPOSAL));
    assertEquals(Failure.UNAVAILABLE, failure.failure());
    assertTrue(failure.failure().definite());
    assertEquals(1, helloFailures.get());
  }

  @Test
  void aNodeThatIsNoMemberIsNotCalled() throws Exception {
    CapstanException failure = failure(client.propose("n9", PROPOSAL));
    assertEquals(Failure.UNAVAILABLE, failure.failure());
    assertTrue(failure.error().getMessage().contains("n9 is not a member"));
  }

  @Test
  void aNodeThatComesBackIsGreetedAgainAndCalled() throws Exception {
    members.put("n2", start(new FakePeer(greeting("demo", "n2")), 0));
    answer(client.propose("n2", PROPOSAL));
    FakePeer successor = new FakePeer(greeting("demo", "n2"));
    restart(successor);
    awaitAnswer();
    assertTrue(successor.hellos.get() >= 1);
  }

  @Test
  void aMemberThatMovesIsCalledWhereItIsNow() throws Exception {
    FakePeer before = new FakePeer(greeting("demo", "n2"));
    FakePeer after = new FakePeer(greeting("demo", "n2"));
    members.put("n2", start(before, 0));
    answer(client.propose("n2", PROPOSAL));
    members.put("n2", start(after, 0));
    answer(client.propose("n2", PROPOSAL));
    assertEquals(1, before.hellos.get());
    assertEquals(1, after.hellos.get());
  }

  @Test
  void aProposalThatIsNotAnsweredInTimeHasAnUnknownOutcome() throws Exception {
    client = client(Duration.ofMillis(100));
    FakePeer peer = new FakePeer(greeting("demo", "n2"));
    members.put("n2", start(peer, 0));
    awaitAnswer();
    peer.silent(true);
    CapstanException failure = failure(client.propose("n2", PROPOSAL));
    assertEquals(Failure.DEADLINE_EXCEEDED, failure.failure());
    assertFalse(failure.failure().definite());
  }

  @Test
  void aCallThatTimesOutGivesTheConnectionUp() throws Exception {
    client = client(Duration.ofMillis(500));
    FakePeer peer = new FakePeer(greeting("demo", "n2"));
    members.put("n2", start(peer, 0));
    awaitAnswer();
    int hellos = peer.hellos.get();
    peer.silent(true);
    failure(client.propose("n2", PROPOSAL));
    peer.silent(false);
    awaitAnswer();
    assertTrue(peer.hellos.get() > hellos);
  }

  @Test
  void aRefusalOfThePeerArrivesWhole() throws Exception {
    CapstanException refusal =
        CapstanException.of(Failure.NOT_LEADER, "n3 leads").withTryNode("n3");
    members.put("n2", start(new FakePeer(greeting("demo", "n2")).refusing(refusal), 0));
    assertEquals(refusal.error(), failure(client.propose("n2", PROPOSAL)).error());
  }

  private PeerClient client(Duration timeout) {
    Timeouts timeouts =
        new Timeouts(timeout, timeout, timeout, timeout, timeout, timeout, timeout, timeout, LONG);
    return new GrpcPeerClient(
        channels,
        () -> Map.copyOf(members),
        greeting("demo", "n1"),
        timeouts,
        Ticker.system(),
        helloFailures::incrementAndGet);
  }

  /** Starts a peer; returns its address. */
  private String start(FakePeer peer, int port) {
    RunningServer server =
        new PlaintextServers(1, List.of()).start(new HostPort("127.0.0.1", port), List.of(peer));
    servers.add(server);
    return "127.0.0.1:" + server.port();
  }

  /** Ends the peer that was started last, and starts another on its port. */
  private void restart(FakePeer successor) throws InterruptedException {
    RunningServer server = servers.remove(servers.size() - 1);
    int port = server.port();
    server.drain(Duration.ofSeconds(10));
    server.close();
    start(successor, port);
  }

  /** Proposes to n2 until it answers; the test's own time limit ends it. */
  private void awaitAnswer() throws Exception {
    while (outcome(client.propose("n2", PROPOSAL)) != null) {
      Thread.onSpinWait();
    }
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static CapstanException failure(CompletionStage<?> stage) throws Exception {
    return assertInstanceOf(CapstanException.class, outcome(stage));
  }

  /** What the stage failed with, unwrapped; null when it did not. */
  private static @Nullable Throwable outcome(CompletionStage<?> stage) throws Exception {
    return stage
        .<@Nullable Throwable>handle((value, failure) -> failure)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static Greeting greeting(String clusterId, String nodeId) {
    return new Greeting(clusterId, node(nodeId), FormatRanges.OURS);
  }

  private static FormatRanges.Range range(int from, int to) {
    return new FormatRanges.Range(from, to);
  }

  private static Node node(String id) {
    return Node.newBuilder().setId(id).setAddress("127.0.0.1:7400").build();
  }
}
