package io.capstan.server.transport;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gRPC server that listens. Thread safety: safe for use by several threads. */
public final class RunningServer implements AutoCloseable {
  private final Server server;
  private final HealthStatusManager health;
  private final EventLoopGroup eventLoops;

  RunningServer(Server server, HealthStatusManager health, EventLoopGroup eventLoops) {
    this.server = server;
    this.health = health;
    this.eventLoops = eventLoops;
    setServing(false);
  }

  /** The port that it listens on, also when any free one was asked for. */
  public int port() {
    return server.getPort();
  }

  /** What the gRPC health service answers for the server as a whole. */
  public void setServing(boolean serving) {
    health.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /**
   * Takes no more calls and waits for those it has.
   *
   * @return whether all of them ended in time
   */
  public boolean drain(Duration timeout) throws InterruptedException {
    health.enterTerminalState();
    server.shutdown();
    return server.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends every call at once, without waiting. */
  @Override
  public void close() {
    if (!server.isShutdown()) {
      health.enterTerminalState();
    }
    server.shutdownNow();
    var unused = eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }
}
