package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.FreePorts;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.nemesis.Disturbance.Cut;
import io.capstan.jepsen.nemesis.Disturbance.Duplicate;
import io.capstan.jepsen.nemesis.Disturbance.Loss;
import io.capstan.jepsen.nemesis.Disturbance.Reorder;
import io.capstan.jepsen.nemesis.FaultyNetwork.Canary;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.PutRequest;
import io.capstan.v1.PutResponse;
import io.capstan.v1.RequestFrame;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gRPC server in the place of node n2, and a client beside n1. */
@Timeout(60)
class ProxyNetworkMessagesTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int BRIEF_MILLIS = 500;
  private static final Link THERE = new Link("n1", "n2");
  private static final Link BACK = new Link("n2", "n1");

  @TempDir Path directory;

  /** What the node was sent, in the order that it came. */
  private final List<String> received = new CopyOnWriteArrayList<>();

  private final FreePorts ports = new FreePorts(Randoms.system());
  private final ProxyNetwork network = new ProxyNetwork(Randoms.seeded(1), Ticker.system(), true);
  private Server server;
  private int port;
  private ChannelFactory channels;
  private ManagedChannel client;

  @BeforeEach
  void attachTwoNodes() throws IOException {
    port = ports.three().client();
    startServer(port);
    attach("n1", ports.three().client());
    NodePlan called = attach("n2", port);
    channels = network.channelsBeside("n1");
    client = channels.open(called.address());
  }

  private NodePlan attach(String id, int clientPort) {
    NodePlan.Ports free = ports.three();
    NodePlan.Ports own = new NodePlan.Ports(clientPort, free.raft(), free.admin());
    return network.attach(new NodePlan(id, own, directory.resolve(id), Map.of(), Optional.empty()));
  }

  private void startServer(int onPort) throws IOException {
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
            .addService(new NotingNode(received))
            .build()
            .start();
  }

  @AfterEach
  void close() {
    channels.close();
    network.close();
    server.shutdownNow();
  }

  private void put(int limitMillis) {
    PutResponse unused =
        KeyValueGrpc.newBlockingStub(client)
            .withDeadlineAfter(limitMillis, TimeUnit.MILLISECONDS)
            .put(PutRequest.getDefaultInstance());
  }

  private Status failureOfPut() {
    return assertThrows(StatusRuntimeException.class, () -> put(BRIEF_MILLIS)).getStatus();
  }

  /** A stream to n2, whose answers are noted. */
  private StreamObserver<RequestFrame> stream(List<String> answers) {
    return KeyValueGrpc.newStub(client)
        .pipeline(
            new NotingNode.Each<>(
                answer -> answers.add("epoch " + answer.getEpoch()), () -> answers.add("end")));
  }

  private static void send(StreamObserver<RequestFrame> stream, int... formats) {
    for (int format : formats) {
      stream.onNext(RequestFrame.newBuilder().setFormat(format).build());
    }
  }

  private static void await(List<String> noted, String... expected) {
    Await.system().until(noted::toString, SOON, () -> noted.equals(List.of(expected)));
  }

  private long canariesOf(Link link) {
    Canary newest = network.canaries().get(link);
    return newest == null ? 0 : newest.arrived();
  }

  private void awaitCanaries(Link link, long more) {
    long before = canariesOf(link);
    Await.system()
        .until(
            () -> before + " and " + more + " more: " + network.canaries(),
            SOON,
            () -> canariesOf(link) >= before + more);
  }

  @Test
  void undisturbedMessagesPassOnce() {
    List<String> answers = new CopyOnWriteArrayList<>();
    StreamObserver<RequestFrame> stream = stream(answers);
    send(stream, 1, 2, 3);
    stream.onCompleted();
    await(answers, "epoch 1", "epoch 2", "epoch 3", "end");
    put((int) SOON.toMillis());
    await(received, "frame 1", "frame 2", "frame 3", "put");
  }

  @Test
  void ofALostMessageNothingArrivesAndItsStreamGoesOn() {
    List<String> answers = new CopyOnWriteArrayList<>();
    StreamObserver<RequestFrame> stream = stream(answers);
    send(stream, 1);
    await(answers, "epoch 1");
    network.disturb(Set.of(THERE), new Loss(1));
    send(stream, 2, 3);
    awaitCanaries(BACK, 5);
    network.heal();
    send(stream, 4);
    stream.onCompleted();
    await(answers, "epoch 1", "epoch 4", "end");
    await(received, "frame 1", "frame 4");
  }

  @Test
  void aCallWhoseRequestOrAnswerIsLostIsNeverAnswered() {
    network.disturb(Set.of(THERE), new Loss(1));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failureOfPut().getCode());
    assertEquals(List.of(), received);
    network.heal();
    network.disturb(Set.of(BACK), new Loss(1));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failureOfPut().getCode());
    await(received, "put");
  }

  @Test
  void aDoubledMessageArrivesTwiceInItsStreamAndADoubledCallIsTwoCalls() {
    network.disturb(Set.of(THERE), new Duplicate(1));
    List<String> answers = new CopyOnWriteArrayList<>();
    StreamObserver<RequestFrame> stream = stream(answers);
    send(stream, 1, 2);
    stream.onCompleted();
    await(answers, "epoch 1", "epoch 1", "epoch 2", "epoch 2", "end");
    put((int) SOON.toMillis());
    await(received, "frame 1", "frame 1", "frame 2", "frame 2", "put", "put");
  }

  @Test
  void aDoubledAnswerArrivesTwiceInItsStreamAndOnceAfterACall() {
    network.disturb(Set.of(BACK), new Duplicate(1));
    List<String> answers = new CopyOnWriteArrayList<>();
    StreamObserver<RequestFrame> stream = stream(answers);
    send(stream, 1);
    await(answers, "epoch 1", "epoch 1");
    put((int) SOON.toMillis());
    await(received, "frame 1", "put");
  }

  @Test
  void reorderedMessagesAllArriveInAnotherOrder() {
    network.disturb(Set.of(THERE), new Reorder(0.5));
    int[] formats = IntStream.rangeClosed(1, 100).toArray();
    send(stream(new CopyOnWriteArrayList<>()), formats);
    Await.system().until(received::toString, SOON, () -> received.size() == formats.length);
    List<String> sent = Arrays.stream(formats).mapToObj(format -> "frame " + format).toList();
    assertEquals(Set.copyOf(sent), Set.copyOf(received));
    assertNotEquals(sent, received);
    put((int) SOON.toMillis());
  }

  @Test
  void canariesAreLostAndDoubledAsOtherMessagesAre() {
    awaitCanaries(THERE, 1);
    awaitCanaries(BACK, 1);
    network.disturb(Set.of(THERE), new Loss(1));
    awaitCanaries(BACK, 2); // by then what was past the proxy has arrived
    long before = canariesOf(THERE);
    awaitCanaries(BACK, 10);
    assertEquals(before, canariesOf(THERE));
    network.heal();
    network.disturb(Set.of(THERE), new Duplicate(1));
    long back = canariesOf(BACK);
    awaitCanaries(THERE, 60);
    assertTrue(canariesOf(BACK) - back < 50, "as many as on a link that doubles none");
  }

  @Test
  void canariesThatAreHitDoNotShowThatTheStoresMessagesAre() {
    awaitCanaries(BACK, 1);
    LinkAction loss =
        new LinkAction(network, Ticker.system(), List.of("n1", "n2"), Set.of(THERE), new Loss(1));
    loss.inject();
    awaitCanaries(BACK, 2); // by then what was past the proxy has arrived
    long before = canariesOf(THERE);
    awaitCanaries(BACK, 10);
    assertEquals(before, canariesOf(THERE));
    assertEquals(OptionalLong.empty(), loss.bitesSince());
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failureOfPut().getCode());
    assertTrue(loss.bitesSince().isPresent());
  }

  @Test
  void aCutHoldsMessagesUntilTheHealing() {
    put((int) SOON.toMillis());
    network.disturb(Set.of(THERE), new Cut());
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failureOfPut().getCode());
    await(received, "put");
    network.heal();
    put((int) SOON.toMillis());
  }

  @Test
  void callsFailWhileTheNodeIsDownAndAreServedSoonAfter() throws IOException {
    put((int) SOON.toMillis());
    server.shutdownNow();
    Await.system().until(() -> "the node is down", SOON, server::isTerminated);
    for (int call = 1; call <= 10; call++) {
      assertEquals(Status.Code.UNAVAILABLE, failureOfPut().getCode());
    }
    startServer(port);
    Await.system().until(() -> "the node serves", Duration.ofSeconds(2), this::isServed);
  }

  private boolean isServed() {
    try {
      put(BRIEF_MILLIS);
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
