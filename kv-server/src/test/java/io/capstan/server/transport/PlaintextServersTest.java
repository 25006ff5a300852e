package io.capstan.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.peer.v1.HelloRequest;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.HostPort;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.Node;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlaintextServersTest {
  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

  private final PlaintextChannels channels = new PlaintextChannels(1);
  private final List<String> passed = new CopyOnWriteArrayList<>();
  private final FakePeer peer =
      new FakePeer(new Greeting("demo", Node.getDefaultInstance(), FormatRanges.OURS));
  private final RunningServer server =
      new PlaintextServers(1, List.of(passing("outer"), passing("inner")))
          .start(ANY_PORT, List.of(peer));
  private final ManagedChannel channel = channels.open("127.0.0.1:" + server.port());

  @AfterEach
  void close() {
    channels.close();
    server.close();
  }

  @Test
  void servicesAreServedThroughTheInterceptorsInOrder() {
    var hello = PeerGrpc.newBlockingStub(channel).hello(HelloRequest.getDefaultInstance());
    assertEquals("demo", hello.getClusterId());
    assertEquals(List.of("outer", "inner"), passed);
  }

  @Test
  void healthIsNotServingUntilItIsSaidToBe() {
    assertEquals(ServingStatus.NOT_SERVING, health());
    server.setServing(true);
    assertEquals(ServingStatus.SERVING, health());
    server.setServing(false);
    assertEquals(ServingStatus.NOT_SERVING, health());
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    List<String> services = reflectedServices();
    assertTrue(
        services.containsAll(List.of("capstan.peer.v1.Peer", "grpc.health.v1.Health")),
        services::toString);
  }

  @Test
  void aPortThatIsTakenIsRefusedWithThePortAndTheFlag() {
    HostPort taken = new HostPort("127.0.0.1", server.port());
    var refusal =
        assertThrows(
            ConfigException.class,
            () -> new PlaintextServers(1, List.of()).start(taken, List.of()));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("cannot listen on " + taken), message);
    assertTrue(message.contains("choose another with --port="), message);
  }

  @Test
  void drainingWaitsForCallsAndTakesNoMore() throws Exception {
    var stub = PeerGrpc.newBlockingStub(channel);
    stub.hello(HelloRequest.getDefaultInstance());
    assertTrue(server.drain(Duration.ofSeconds(10)));
    assertThrows(RuntimeException.class, () -> stub.hello(HelloRequest.getDefaultInstance()));
    assertEquals(1, peer.hellos.get());
  }

  private ServingStatus health() {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private List<String> reflectedServices() throws Exception {
    CompletableFuture<List<String>> services = new CompletableFuture<>();
    var requests = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(first(services));
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    return services.get(30, TimeUnit.SECONDS);
  }

  private static StreamObserver<ServerReflectionResponse> first(
      CompletableFuture<List<String>> services) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ServerReflectionResponse response) {
        services.complete(
            response.getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName)
                .toList());
      }

      @Override
      public void onError(Throwable thrown) {
        services.completeExceptionally(thrown);
      }

      @Override
      public void onCompleted() {}
    };
  }

  private ServerInterceptor passing(String name) {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        passed.add(name);
        return next.startCall(call, headers);
      }
    };
  }
}
