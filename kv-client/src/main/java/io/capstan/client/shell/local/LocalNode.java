package io.capstan.client.shell.local;

import java.util.List;

/**
 * One node of a local cluster and where it listens. All ports are on {@link #HOST}.
 *
 * @param id {@code n1}, {@code n2} and so on
 */
record LocalNode(String id, int clientPort, int raftPort, int adminPort) {
  static final String HOST = "127.0.0.1";

  /** A port and what the node uses it for. */
  record Port(int number, String use) {}

  /** Where clients connect. */
  String address() {
    return HOST + ":" + clientPort;
  }

  List<Port> ports() {
    return List.of(
        new Port(clientPort, "client"), new Port(raftPort, "raft"), new Port(adminPort, "admin"));
  }

  /** {@code host:client:raft:admin}, as the files hold it. */
  String endpoints() {
    return HOST + ":" + clientPort + ":" + raftPort + ":" + adminPort;
  }

  /**
   * Reads what {@link #endpoints} wrote.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  static LocalNode parse(String id, String endpoints) {
    String[] parts = endpoints.split(":", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException(
          "'" + endpoints + "' of " + id + " is not host:client:raft:admin");
    }
    return new LocalNode(
        id, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
  }
}
