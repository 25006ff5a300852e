package io.capstan.server;

import io.capstan.runtime.Randoms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of this machine that nobody listens on, never the same twice in a process.
 *
 * <p>They lie below those that the kernel gives to outgoing connections: a node that is down must
 * find its ports free when it returns. Where to begin is random, for the sake of other processes
 * that test at the same time.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int BEHIND_LAST = 32_000;
  private static final int PORTS = BEHIND_LAST - FIRST;
  private static final int OFFSET = Randoms.system().nextInt(PORTS);
  private static final AtomicInteger TRIED = new AtomicInteger();

  private FreePorts() {}

  public static int one() {
    for (int nth = TRIED.getAndIncrement(); nth < PORTS; nth = TRIED.getAndIncrement()) {
      int port = FIRST + (OFFSET + nth) % PORTS;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("all ports from " + FIRST + " were given out or are taken");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
