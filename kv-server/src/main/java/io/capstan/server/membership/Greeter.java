package io.capstan.server.membership;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.HelloRequest;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.server.transport.Greeting;
import io.capstan.v1.Node;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers nodes that introduce themselves: whether they are peers, and whether they are who they
 * say.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Greeter {
  private final Greeting greeting;
  private final List<Node> expected;
  private final Supplier<ClusterState> cluster;
  private final BooleanSupplier recovering;

  /**
   * Makes the greeter of one node.
   *
   * @param expected the configured first members (id and address), until there is a cluster
   * @param recovering whether this node's log may have yet to say who belongs to the cluster: until
   *     then it can judge nobody
   */
  public Greeter(
      Greeting greeting,
      List<Node> expected,
      Supplier<ClusterState> cluster,
      BooleanSupplier recovering) {
    this.greeting = greeting;
    this.expected = List.copyOf(expected);
    this.cluster = cluster;
    this.recovering = recovering;
  }

  /** The cluster that this node is configured for. */
  public String clusterId() {
    return greeting.clusterId();
  }

  /**
   * Answers an introduction.
   *
   * @throws CapstanException WRONG_CLUSTER, VERSION_UNSUPPORTED, NODE_ID_TAKEN, DISK_REPLACED, or
   *     UNAVAILABLE while this node cannot judge
   */
  public HelloResponse answer(HelloRequest request) {
    greeting
        .refusal(request)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    if (!cluster.get().formed() && recovering.getAsBoolean()) {
      throw CapstanException.of(
          Failure.UNAVAILABLE,
          "node '%s' is still reading who belongs to its cluster; try again"
              .formatted(greeting.self().getId()));
    }
    // Read after the log was found to have no more to say.
    ClusterState state = cluster.get();
    if (state.formed()) {
      Newcomers.checkKnown(state.nodes(), request.getNode());
    } else {
      Newcomers.checkExpected(expected, request.getNode());
    }
    return HelloResponse.newBuilder()
        .setClusterId(greeting.clusterId())
        .setNode(greeting.self())
        .setFormats(greeting.formats().toProto())
        .addAllMembers(state.nodes())
        .build();
  }
}
