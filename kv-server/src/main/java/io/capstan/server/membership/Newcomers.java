package io.capstan.server.membership;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.Node;
import java.util.Collection;

/**
 * The rules by which a node that says its name is taken for the one that is known by it, or refused
 * (protocols.md R4). Pure.
 *
 * <p>A name belongs to one disk: a node that returns with another one would vote without what it
 * promised before.
 */
final class Newcomers {
  private Newcomers() {}

  /**
   * Checks a node against the members: whoever bears a member's name must bring its disk, and be
   * where the others look for it, because the voters of a Raft group know each other by address.
   *
   * @throws CapstanException NODE_ID_TAKEN or DISK_REPLACED; INVALID_ARGUMENT for another address
   */
  static void checkKnown(Collection<Node> members, Node caller) {
    for (Node member : members) {
      if (!member.getId().equals(caller.getId())) {
        continue;
      }
      if (!member.getIncarnation().equals(caller.getIncarnation())) {
        throw taken(member, caller);
      }
      if (!addresses(member).equals(addresses(caller))) {
        throw moved(member, caller);
      }
    }
  }

  /**
   * Checks a node against the configured first members, whose disks are not known yet: whoever
   * bears one's name must be at its address.
   *
   * @throws CapstanException NODE_ID_TAKEN
   */
  static void checkExpected(Collection<Node> first, Node caller) {
    for (Node node : first) {
      if (node.getId().equals(caller.getId()) && !node.getAddress().equals(caller.getAddress())) {
        throw taken(node, caller);
      }
    }
  }

  /** The refusal of a node that bears another one's name. */
  static CapstanException taken(Node known, Node caller) {
    if (known.getAddress().equals(caller.getAddress())) {
      return CapstanException.of(
          Failure.DISK_REPLACED,
          "node '%s' at %s is known with disk %s, but came back with disk %s: its data directory was lost or replaced. Start it with its old directory, or under a new node-id with --join"
              .formatted(
                  known.getId(),
                  known.getAddress(),
                  known.getIncarnation(),
                  caller.getIncarnation()));
    }
    return CapstanException.of(
        Failure.NODE_ID_TAKEN,
        "node id '%s' belongs to the node at %s; the one at %s must use another node-id"
            .formatted(known.getId(), known.getAddress(), caller.getAddress()));
  }

  private static CapstanException moved(Node known, Node caller) {
    return CapstanException.of(
        Failure.INVALID_ARGUMENT,
        "the cluster knows node '%s' at %s, but it is configured for %s; give it its old address and ports back"
            .formatted(known.getId(), addresses(known), addresses(caller)));
  }

  private static String addresses(Node node) {
    return "%s (Raft: %s)".formatted(node.getAddress(), node.getRaftAddress());
  }
}
