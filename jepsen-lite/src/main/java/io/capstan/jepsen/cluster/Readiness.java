package io.capstan.jepsen.cluster;

import io.capstan.transport.ChannelFactory;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether nodes serve, as they say themselves.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Readiness {
  private static final long CALL_SECONDS_MAX = 2;
  private static final int TAIL_LINES = 40;

  private final ChannelFactory channels;
  private final Await await = Await.system();

  Readiness(ChannelFactory channels) {
    this.channels = channels;
  }

  /**
   * Waits until a node serves.
   *
   * @throws IllegalStateException when its process ends, or it does not serve in time
   */
  void await(ServerProcess node, Duration limit) {
    ManagedChannel channel = channels.open(node.address());
    AtomicReference<String> reason = new AtomicReference<>("not asked yet");
    try {
      await.until(
          () -> node.id() + " serves: " + reason.get() + "\n" + node.tail(TAIL_LINES),
          limit,
          () -> {
            requireAlive(node);
            String because = notReadyBecause(channel);
            reason.set(because);
            return because.isEmpty();
          });
    } finally {
      channel.shutdownNow();
    }
  }

  private static void requireAlive(ServerProcess node) {
    if (!node.isAlive()) {
      throw new IllegalStateException(
          "%s ended with code %d before it served; its log ends so:\n%s"
              .formatted(node.id(), node.awaitEnd(), node.tail(TAIL_LINES)));
    }
  }

  /** Empty: it serves. */
  private static String notReadyBecause(ManagedChannel channel) {
    // A channel whose first attempts failed would wait seconds before it connects again.
    channel.resetConnectBackoff();
    try {
      GetNodeStatusResponse status =
          AdminGrpc.newBlockingStub(channel)
              .withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS)
              .getNodeStatus(GetNodeStatusRequest.getDefaultInstance());
      return status.getReady() ? "" : "not ready: " + status.getNotReadyBecause();
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
