package io.capstan.jepsen.nemesis.docker;

import java.util.ArrayList;
import java.util.List;

/**
 * The network that only the nodes share, on which they have fixed addresses.
 *
 * @param name by which Docker knows it
 * @param subnet its first address and the length of its prefix, such as {@code 172.20.0.0/16}
 */
record PeersNetwork(String name, String subnet) {
  static final int NODES_MAX = 250;

  private static final int ATTEMPTS_MAX = 5;

  /** Makes one with addresses that nothing else of this machine has. */
  static PeersNetwork create(Belongings belongings) {
    String name = belongings.name("peers");
    for (int attempt = 1; ; attempt++) {
      // Addresses may be fixed only in a subnet that was asked for: Docker finds a free one first.
      create(belongings, name, List.of());
      String subnet =
          Docker.run("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", name);
      String unused = Docker.run("network", "rm", name);
      try {
        create(belongings, name, List.of("--subnet", subnet));
        return new PeersNetwork(name, subnet);
      } catch (DockerException taken) {
        if (attempt == ATTEMPTS_MAX) {
          throw taken;
        }
      }
    }
  }

  private static void create(Belongings belongings, String name, List<String> options) {
    List<String> command = new ArrayList<>(List.of("network", "create", "--internal"));
    command.addAll(belongings.labels());
    command.addAll(options);
    command.add(name);
    String unused = Docker.run(command);
  }

  /**
   * The address of the node of this number, from 1 to {@link #NODES_MAX}; the first is Docker's.
   */
  String host(int node) {
    if (node > NODES_MAX) {
      throw new IllegalStateException("at most %d nodes can be attached".formatted(NODES_MAX));
    }
    return subnet.substring(0, subnet.lastIndexOf('.') + 1) + (node + 1);
  }

  /** Plugs a container in. */
  void connect(String container, String host) {
    String unused = Docker.run("network", "connect", "--ip", host, name, container);
  }

  /** Pulls a container's plug. */
  void disconnect(String container) {
    String unused = Docker.run("network", "disconnect", name, container);
  }
}
