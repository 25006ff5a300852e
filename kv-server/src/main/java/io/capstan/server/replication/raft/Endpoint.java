package io.capstan.server.replication.raft;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A TCP address, {@code host:port}. */
record Endpoint(String host, int port) {
  static Endpoint parse(String hostPort) {
    int colon = hostPort.lastIndexOf(':');
    try {
      int port = Integer.parseInt(hostPort.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= 0xFFFF) {
        return new Endpoint(hostPort.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message that says what an address looks like.
    }
    throw new IllegalArgumentException("\"" + hostPort + "\" is not an address like host:6800");
  }

  /**
   * Finds out now whether the port can be had.
   *
   * <p>Ratis ends the whole process when it cannot listen, so it must not be the one to find out.
   */
  void requireFree() throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new BindException("cannot listen for Raft peers: the host " + host + " has no address");
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException e) {
      BindException clear =
          new BindException(
              "cannot listen for Raft peers on "
                  + this
                  + " ("
                  + e.getMessage()
                  + "). Stop what uses the port, or choose another with --raft-port=…");
      clear.initCause(e);
      throw clear;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
