package io.capstan.jepsen.nemesis.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * Addresses of one network, {@code 198.18.0.1} and so on, out of those that no network outside of a
 * laboratory has (RFC 2544, appendix C.2.2).
 *
 * @param number from 0 to 511
 */
record Subnet(int number) {
  static final int NODES_MAX = 250;
  private static final int SUBNETS = 512;
  private static final int OWN = 254;
  private static final int FIRST_ADDRESS = 198 << 24 | 18 << 16;

  /** The routes of this process's namespace: proc(5). */
  private static final Path ROUTES = Path.of("/proc/self/net/route");

  /** One that this process's namespace has no route to. */
  static Subnet unused(RandomGenerator random) {
    try {
      String routes = Files.readString(ROUTES);
      return random
          .ints(0, SUBNETS)
          .mapToObj(Subnet::new)
          .filter(subnet -> !routes.contains("\t" + subnet.destination() + "\t"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new NamespacesUnavailableException(e.toString(), e);
    }
  }

  /** Of this process. */
  String own() {
    return host(OWN);
  }

  /** Of the node of this number, from 1 to {@link #NODES_MAX}. */
  String host(int node) {
    int address = FIRST_ADDRESS | number << 8 | node;
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff);
  }

  /** As the kernel's table of routes has it: the bytes of the address the other way round. */
  private String destination() {
    return "%08X".formatted(Integer.reverseBytes(FIRST_ADDRESS | number << 8));
  }
}
