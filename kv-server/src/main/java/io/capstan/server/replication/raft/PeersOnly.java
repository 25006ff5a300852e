package io.capstan.server.replication.raft;

import java.util.EnumSet;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/**
 * Shuts the two services that Ratis offers on a Raft port besides the one for peers.
 *
 * <p>Through them anybody who reaches the port could append entries and change who votes. Our own
 * code needs neither: it calls the server in process.
 */
final class PeersOnly implements GrpcServices.Customizer, ServerInterceptor {
  private final ServerInterceptor peers;

  /**
   * Makes the interceptor of one server.
   *
   * @param peers what the calls of peers go through
   */
  PeersOnly(ServerInterceptor peers) {
    this.peers = peers;
  }

  @Override
  public NettyServerBuilder customize(
      NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
    return builder.intercept(this);
  }

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    String service = call.getMethodDescriptor().getServiceName();
    if (RaftServerProtocolServiceGrpc.SERVICE_NAME.equals(service)) {
      return peers.interceptCall(call, headers, next);
    }
    call.close(Status.PERMISSION_DENIED.withDescription(service + " is not served"), headers);
    return new ServerCall.Listener<>() {};
  }
}
