package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.jepsen.cluster.Await;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.PutRequest;
import io.capstan.v1.PutResponse;
import io.capstan.v1.RequestFrame;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoublingProxyTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PUTS = 20;

  /** What the node was sent, in the order that it came. */
  private final List<String> received = new CopyOnWriteArrayList<>();

  private final PlaintextChannels channels = new PlaintextChannels(1);
  private Server server;
  private DoublingProxy proxy;
  private ManagedChannel client;

  @BeforeEach
  void listen() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new NotingNode(received))
            .addService(new Status(received))
            .build()
            .start();
    proxy =
        new DoublingProxy(channels.open("127.0.0.1:" + server.getPort()), UnaryOperator.identity());
    client = channels.open(proxy.address());
  }

  @AfterEach
  void close() {
    proxy.close();
    channels.close();
    server.shutdownNow();
  }

  @Test
  void aUnaryDataCallReachesTheNodeTwice() {
    put(client);
    awaitReceived("put", "put");
    Await.system().until(() -> "counted", SOON, () -> proxy.doubled() == 1);
  }

  @Test
  void theSecondCallReachesTheNodeThoughTheFirstAnswerIsBackBefore() throws IOException {
    SecondHeldBack held = new SecondHeldBack();
    Channel node =
        ClientInterceptors.intercept(channels.open("127.0.0.1:" + server.getPort()), held);
    try (DoublingProxy slow = new DoublingProxy(node, UnaryOperator.identity())) {
      ManagedChannel slowClient = channels.open(slow.address());
      for (int puts = 1; puts <= PUTS; puts++) {
        put(slowClient);
        held.letGo();
      }
      Await.system().until(received::toString, SOON, () -> received.size() == 2 * PUTS);
    }
  }

  @Test
  void eachFrameOfAStreamReachesTheNodeTwiceInItsOrderAndBothAnswersReturn() {
    List<String> answers = new CopyOnWriteArrayList<>();
    StreamObserver<RequestFrame> frames =
        KeyValueGrpc.newStub(client)
            .pipeline(
                new NotingNode.Each<>(
                    answer -> answers.add("epoch " + answer.getEpoch()), () -> answers.add("end")));
    for (int format = 1; format <= 3; format++) {
      frames.onNext(RequestFrame.newBuilder().setFormat(format).build());
    }
    frames.onCompleted();
    Await.system().until(answers::toString, SOON, () -> answers.contains("end"));
    assertEquals(
        List.of("frame 1", "frame 1", "frame 2", "frame 2", "frame 3", "frame 3"), received);
    assertEquals(
        List.of("epoch 1", "epoch 1", "epoch 2", "epoch 2", "epoch 3", "epoch 3", "end"), answers);
    Await.system().until(() -> "counted", SOON, () -> proxy.doubled() == 3);
  }

  @Test
  void aCallThatIsNoDataCallPassesOnce() {
    GetNodeStatusResponse unused =
        AdminGrpc.newBlockingStub(client)
            .withDeadlineAfter(SOON.toSeconds(), TimeUnit.SECONDS)
            .getNodeStatus(GetNodeStatusRequest.getDefaultInstance());
    put(client);
    awaitReceived("status", "put", "put");
    Await.system().until(() -> "counted", SOON, () -> proxy.doubled() == 1);
  }

  private static void put(Channel client) {
    PutResponse unused =
        KeyValueGrpc.newBlockingStub(client)
            .withDeadlineAfter(SOON.toSeconds(), TimeUnit.SECONDS)
            .put(PutRequest.getDefaultInstance());
  }

  private void awaitReceived(String... expected) {
    Await.system().until(received::toString, SOON, () -> received.equals(List.of(expected)));
  }

  /** Keeps what goes to the node in every second call, until it is let go. */
  private static final class SecondHeldBack implements ClientInterceptor {
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** Sends the message and the end of one call. */
    void letGo() {
      Await.system().until(() -> "two parts are held", SOON, () -> held.size() == 2);
      held.remove().run();
      held.remove().run();
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      ClientCall<Q, R> call = next.newCall(method, options);
      if (calls.incrementAndGet() % 2 == 1) {
        return call;
      }
      return new ForwardingClientCall.SimpleForwardingClientCall<>(call) {
        @Override
        public void sendMessage(Q message) {
          held.add(() -> delegate().sendMessage(message));
        }

        @Override
        public void halfClose() {
          held.add(() -> delegate().halfClose());
        }
      };
    }
  }

  private static final class Status extends AdminGrpc.AdminImplBase {
    private final List<String> received;

    Status(List<String> received) {
      this.received = received;
    }

    @Override
    public void getNodeStatus(
        GetNodeStatusRequest request, StreamObserver<GetNodeStatusResponse> response) {
      received.add("status");
      response.onNext(GetNodeStatusResponse.getDefaultInstance());
      response.onCompleted();
    }
  }
}
