package io.capstan.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaFrame;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.runtime.Ticker;
import io.capstan.server.config.HostPort;
import io.capstan.server.replication.raft.Await;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream of requests to another node's replicas, over loopback. */
@Timeout(60)
class ReplicaLinkTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ReplicaFrame INTRODUCTION =
      ReplicaFrame.newBuilder().setFormat(ReplicaStream.FORMAT).setClusterId("demo").build();

  private final PlaintextChannels channels = new PlaintextChannels(1);
  private final AtomicLong nanos = new AtomicLong();
  private final FakePeer peer = new FakePeer(greeting("n2"));
  private RunningServer server;
  private PeerConnection connection;
  private ReplicaLink link;

  @BeforeEach
  void start() {
    server = server(0);
    connection =
        new PeerConnection(
            "127.0.0.1:" + server.port(),
            channels.open("127.0.0.1:" + server.port()),
            greeting("n1"),
            Ticker.system(),
            () -> {});
    link = new ReplicaLink(connection, INTRODUCTION, () -> 1, LONG, PATIENCE, nanos::get);
  }

  @AfterEach
  void close() {
    link.close();
    connection.close();
    channels.close();
    server.close();
  }

  private static Greeting greeting(String nodeId) {
    Node node = Node.newBuilder().setId(nodeId).setAddress("127.0.0.1:7400").build();
    return new Greeting("demo", node, FormatRanges.OURS);
  }

  private RunningServer server(int port) {
    return new PlaintextServers(1, List.of()).start(new HostPort("127.0.0.1", port), List.of(peer));
  }

  private static ReplicaRequest.Builder read(String key) {
    return ReplicaRequest.newBuilder().setRead(ByteString.copyFromUtf8(key));
  }

  private static String answer(CompletionStage<ReplicaAnswer> stage) {
    return Await.result(stage).getRow().getPayload().toStringUtf8();
  }

  /** Tends until a request is answered. */
  private void awaitUp() {
    Await.until(
        "the replica answers",
        () -> {
          link.tend();
          return link.isUp();
        });
    assertEquals("up", answer(link.send(read("up"))));
  }

  private void letPass(Duration time) {
    nanos.addAndGet(time.toNanos());
    link.tend();
  }

  @Test
  void withoutAStreamARequestFailsAtOnceAndDefinitely() {
    assertFalse(link.isUp());
    assertEquals(Failure.UNAVAILABLE, Await.code(link.send(read("k"))));
  }

  @Test
  void everyRequestGetsItsOwnAnswer() {
    awaitUp();
    List<CompletionStage<ReplicaAnswer>> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(link.send(read("k" + i)));
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals("k" + i, answer(all.get(i)));
    }
  }

  @Test
  void aPeerThatAnswersNothingThoughItIsAskedIsOutOfReach() {
    awaitUp();
    peer.silent(true);
    letPass(Duration.ZERO);
    CompletionStage<ReplicaAnswer> asked = link.send(read("k"));
    letPass(PATIENCE.minusNanos(1));
    assertTrue(link.isUp());
    letPass(Duration.ofNanos(1));
    assertFalse(link.isUp());
    assertEquals(Failure.UNAVAILABLE, Await.code(asked));
  }

  @Test
  void aPeerThatIsAskedNothingStaysInReach() {
    awaitUp();
    peer.silent(true);
    letPass(PATIENCE);
    letPass(PATIENCE);
    assertTrue(link.isUp());
  }

  @Test
  void aPeerThatAnswersSomethingNowAndThenStaysInReach() {
    awaitUp();
    for (int i = 0; i < 3; i++) {
      peer.silent(true);
      var unused = link.send(read("never answered"));
      letPass(PATIENCE.dividedBy(2));
      peer.silent(false);
      assertEquals("k", answer(link.send(read("k"))));
      letPass(PATIENCE.dividedBy(2));
      assertTrue(link.isUp());
    }
  }

  @Test
  void aLinkThatWasGivenUpIsOpenedAgain() {
    awaitUp();
    peer.silent(true);
    letPass(Duration.ZERO);
    var unused = link.send(read("k"));
    letPass(PATIENCE);
    assertFalse(link.isUp());
    peer.silent(false);
    awaitUp();
  }

  @Test
  void aLinkToANodeThatComesBackIsOpenedAgain() {
    awaitUp();
    int port = server.port();
    server.close();
    Await.until("the link is down", () -> !link.isUp());
    server = server(port);
    awaitUp();
  }

  @Test
  void whatIsUnansweredIsBoundedInBytes() {
    awaitUp();
    ReplicaStream stream = new ReplicaStream(INTRODUCTION, 1000);
    connection.stream(PeerGrpc.getReplicateMethod(), stream);
    peer.silent(true);
    String large = "k".repeat(400);
    List<CompletionStage<ReplicaAnswer>> held = new ArrayList<>();
    held.add(stream.send(read(large)));
    held.add(stream.send(read(large)));
    assertEquals(Failure.OVERLOADED, Await.code(stream.send(read(large))));
    assertFalse(stream.isBroken());
    stream.breakOff(CapstanException.of(Failure.UNAVAILABLE, "the test breaks it off"));
    held.forEach(each -> assertEquals(Failure.UNAVAILABLE, Await.code(each)));
  }

  @Test
  void answersMakeRoomForMore() {
    awaitUp();
    ReplicaStream stream = new ReplicaStream(INTRODUCTION, 1000);
    connection.stream(PeerGrpc.getReplicateMethod(), stream);
    String large = "k".repeat(400);
    for (int i = 0; i < 10; i++) {
      assertEquals(large, answer(stream.send(read(large))));
    }
    assertFalse(stream.isWaiting());
  }
}
