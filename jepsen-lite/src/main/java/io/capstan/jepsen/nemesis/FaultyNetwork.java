package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.Network;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * A network between nodes whose links can be disturbed, and which shows whether they are.
 *
 * <p>A client stands beside a node: it reaches that node always, and each other node as long as
 * both links between the two nodes are open.
 *
 * <p>Thread safety: as {@link Network} says; what is added here is for any thread.
 */
public interface FaultyNetwork extends Network {
  /** Its name on the command line, such as {@code proxy}. */
  String name();

  /** Every link between two of the nodes. */
  Set<Link> links();

  /**
   * Disturbs links, beside those that are disturbed already, until {@link #heal}. Before anything
   * is disturbed it is known that all can be.
   *
   * @throws UnsupportedFaultException when this network cannot do that, or not to these links
   */
  void disturb(Collection<Link> links, Disturbance how);

  /** Ends every disturbance. */
  void heal();

  /**
   * When the newest canary of each link arrived, by the ticker that the network was made with. A
   * canary is sent on every link every {@link #CANARY_MILLIS} ms, as nodes' own messages are; a
   * link on which none has ever arrived is missing.
   */
  Map<Link, Canary> canaries();

  /**
   * How many whole messages of each link were lost, doubled or reordered so far, canaries not
   * counted; links are missing of a network that does not do that.
   */
  default Map<Link, Long> messagesHit() {
    return Map.of();
  }

  /** The time between two canaries of a link. */
  int CANARY_MILLIS = 50;

  /**
   * What the newest canary of a link says.
   *
   * @param arrivedNanos when it arrived
   * @param travelledNanos how long it was on its way
   * @param arrived how many have arrived; those that came twice count twice
   */
  record Canary(long arrivedNanos, long travelledNanos, long arrived) {}

  /**
   * The host at which a client beside a node finds another one, or that one itself, under the
   * other's own ports.
   *
   * @throws IllegalArgumentException for a node that there is not
   */
  String hostBeside(String node, String other);
}
