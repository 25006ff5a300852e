package io.capstan.jepsen.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Ports that nobody listens on, below those that the kernel gives to outgoing connections: a node
 * that is down must find its ports free when it returns.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int BEHIND_LAST = 32_000;
  private static final int ATTEMPTS_MAX = 1_000;

  private final RandomGenerator random;
  private final Set<Integer> given = new HashSet<>();

  public FreePorts(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Three that were not given before.
   *
   * @throws IllegalStateException when none are found
   */
  public NodePlan.Ports three() {
    return new NodePlan.Ports(one(), one(), one());
  }

  private int one() {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      int port = random.nextInt(FIRST, BEHIND_LAST);
      if (!given.contains(port) && isFree(port)) {
        given.add(port);
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port between %d and %d in %d attempts"
            .formatted(FIRST, BEHIND_LAST, ATTEMPTS_MAX));
  }

  /** On all addresses: proxies listen under a node's ports too, on loopback addresses of theirs. */
  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
