package io.capstan.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.GetClusterRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlaintextChannelsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void aCallReachesTheServer() throws IOException {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(LOOPBACK, 0)).build().start();
    try (ChannelFactory channels = new PlaintextChannels(1)) {
      // A server without services answers that it does not know the method.
      assertEquals(
          Failure.VERSION_UNSUPPORTED,
          failureOf(channels.open("127.0.0.1:" + server.getPort())).failure());
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void aRefusedConnectionIsDefinite() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      port = socket.getLocalPort();
    }
    try (ChannelFactory channels = new PlaintextChannels(1)) {
      assertEquals(Failure.UNAVAILABLE, failureOf(channels.open("127.0.0.1:" + port)).failure());
    }
  }

  @Test
  void closingEndsEveryChannel() throws InterruptedException {
    PlaintextChannels channels = new PlaintextChannels(2);
    ManagedChannel first = channels.open("127.0.0.1:1");
    ManagedChannel second = channels.open("127.0.0.1:2");
    channels.close();
    assertTrue(first.awaitTermination(10, TimeUnit.SECONDS));
    assertTrue(second.awaitTermination(10, TimeUnit.SECONDS));
    assertThrows(IllegalStateException.class, () -> channels.open("127.0.0.1:3"));
  }

  private static CapstanException failureOf(ManagedChannel channel) {
    AdminGrpc.AdminBlockingStub stub =
        AdminGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    return GrpcErrors.fromStatus(
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.getCluster(GetClusterRequest.getDefaultInstance())));
  }
}
