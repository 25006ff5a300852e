package io.capstan.server.transport;

import io.capstan.limits.Limits;
import io.capstan.runtime.Threads;
import io.capstan.server.config.HostPort;
import io.capstan.server.config.Listener;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Servers without TLS, each with event loops of its own.
 *
 * <p>Services run on the event loops and must not block: handing every call to another thread would
 * cost more than most calls.
 *
 * <p>Thread safety: immutable.
 */
public final class PlaintextServers implements ServerFactory {
  /** Room for what surrounds the operations of a full frame. */
  private static final int FRAME_SLACK_BYTES = 64 << 10;

  /** Clients probe idle connections every 5 s; more than twice as often is abuse. */
  private static final int KEEPALIVE_SECONDS_MIN = 2;

  private final int threads;
  private final List<ServerInterceptor> interceptors;

  /**
   * Starts nothing yet.
   *
   * @param threads event loops of each server
   * @param interceptors around every service, the first outermost
   */
  public PlaintextServers(int threads, List<ServerInterceptor> interceptors) {
    this.threads = threads;
    this.interceptors = List.copyOf(interceptors);
  }

  @Override
  public RunningServer start(HostPort address, List<BindableService> services) {
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            threads, Threads.daemon("capstan-server"), NioIoHandler.newFactory());
    HealthStatusManager health = new HealthStatusManager();
    NettyServerBuilder builder = builder(address, eventLoops);
    services.forEach(
        service -> builder.addService(UnreadableRequests.refusedBy(service.bindService())));
    builder.addService(health.getHealthService());
    builder.addService(ProtoReflectionServiceV1.newInstance());
    // gRPC calls the interceptor added last first.
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      builder.intercept(interceptors.get(i));
    }
    return new RunningServer(start(builder.build(), address, eventLoops), health, eventLoops);
  }

  private static NettyServerBuilder builder(HostPort address, EventLoopGroup eventLoops) {
    return NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
        .bossEventLoopGroup(eventLoops)
        .workerEventLoopGroup(eventLoops)
        .channelType(NioServerSocketChannel.class)
        .directExecutor()
        .maxInboundMessageSize(Limits.FRAME_BYTES_MAX + FRAME_SLACK_BYTES)
        .permitKeepAliveTime(KEEPALIVE_SECONDS_MIN, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  private static Server start(Server server, HostPort address, EventLoopGroup eventLoops) {
    try {
      return server.start();
    } catch (IOException e) {
      var unused = eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw Listener.DATA.cannotListen(address, e);
    }
  }
}
