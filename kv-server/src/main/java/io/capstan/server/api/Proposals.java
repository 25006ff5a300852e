package io.capstan.server.api;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.ring.Member;
import io.capstan.server.config.HostPort;
import io.capstan.v1.Node;
import java.util.regex.Pattern;

/**
 * Checks what another node wants in the metadata's log: what is there is applied by every replica,
 * now and at each start. Pure.
 */
final class Proposals {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Pattern INCARNATION = Pattern.compile("[0-9a-f]{16}");

  private Proposals() {}

  /**
   * Checks a command.
   *
   * @throws CapstanException OPERATION_UNSUPPORTED for a kind that this release does not know,
   *     LIMIT_EXCEEDED, INVALID_ARGUMENT
   */
  static void check(MetadataCommand command) {
    switch (command.getKindCase()) {
      case BOOTSTRAP -> throw invalid("a cluster is formed by its first members themselves");
      case ADD_NODE -> checkNode(command.getAddNode());
      case CREATE_KEYSPACE -> Limits.checkKeyspaceName(command.getCreateKeyspace().getName());
      case ALTER_KEYSPACE, DROP_KEYSPACE -> {}
      case KIND_NOT_SET ->
          throw CapstanException.of(
              Failure.OPERATION_UNSUPPORTED,
              "the proposed command is of no kind that this release knows");
    }
  }

  /**
   * Checks a node that wants to be a member.
   *
   * @throws CapstanException INVALID_ARGUMENT
   */
  static void checkNode(Node node) {
    name("id", node.getId());
    name("zone", node.getZone());
    if (!INCARNATION.matcher(node.getIncarnation()).matches()) {
      throw invalid(
          "the incarnation \"%s\" of node '%s' is not 16 hexadecimal digits"
              .formatted(node.getIncarnation(), node.getId()));
    }
    if (node.getWeight() < 1 || node.getWeight() > Member.WEIGHT_MAX) {
      throw invalid(
          "the weight of node '%s' is %s, not 1 to %d"
              .formatted(
                  node.getId(), Integer.toUnsignedString(node.getWeight()), Member.WEIGHT_MAX));
    }
    address("address", node.getAddress());
    address("Raft address", node.getRaftAddress());
    address("admin address", node.getAdminAddress());
  }

  private static void name(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw invalid("the node's %s \"%s\" is not 1 to 32 of a-z, 0-9 and -".formatted(what, name));
    }
  }

  private static void address(String what, String address) {
    try {
      HostPort.parse(address);
    } catch (IllegalArgumentException e) {
      throw invalid("the node's %s is not host:port: %s".formatted(what, e.getMessage()));
    }
  }

  private static CapstanException invalid(String message) {
    return CapstanException.of(Failure.INVALID_ARGUMENT, message);
  }
}
