package io.capstan.client.shell.local;

import io.capstan.transport.ChannelFactory;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.GetClusterRequest;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks one node at a time, by address, what it says of itself and of the cluster.
 *
 * <p>Thread safety: confined to one thread.
 */
final class NodeProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ChannelFactory factory;
  private final Map<String, ManagedChannel> channels = new HashMap<>();

  /** The caller closes the factory. */
  NodeProbe(ChannelFactory factory) {
    this.factory = factory;
  }

  /** What the node says of itself; empty when it does not answer within a second. */
  Optional<GetNodeStatusResponse> status(String address) {
    return ask(address, admin -> admin.getNodeStatus(GetNodeStatusRequest.getDefaultInstance()));
  }

  /** The cluster as the node sees it; empty when it does not answer within a second. */
  Optional<GetClusterResponse> cluster(String address) {
    return ask(address, admin -> admin.getCluster(GetClusterRequest.getDefaultInstance()));
  }

  private <T> Optional<T> ask(String address, Function<AdminGrpc.AdminBlockingStub, T> question) {
    ManagedChannel channel = channels.computeIfAbsent(address, factory::open);
    // A node that is just starting would otherwise be looked at again only after gRPC's back-off.
    channel.resetConnectBackoff();
    try {
      var admin = AdminGrpc.newBlockingStub(channel);
      return Optional.of(
          question.apply(admin.withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
    } catch (StatusRuntimeException noAnswer) {
      return Optional.empty();
    }
  }
}
