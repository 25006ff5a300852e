package io.capstan.jepsen.nemesis.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A bridge in a namespace of its own, which this process's namespace and all nodes' are plugged
 * into, and which drops what it is to carry from one of the nodes to another of them, when told so.
 * The kernel's questions for hardware addresses (ARP) always pass: without an answer to them a link
 * that is open would fail too when the other direction is cut for long.
 *
 * <p>Thread safety: {@link #plug} and {@link #close} are for one thread, the rest for any.
 */
final class Switch implements AutoCloseable {
  private static final String RULES =
      """
      table bridge capstan {
        set cut { type ifname . ifname; }
        chain forward {
          type filter hook forward priority 0;
          ether type != arp iifname . oifname @cut drop;
        }
      }
      """;

  /** The interfaces of this process's namespace: proc(5). */
  private static final Path INTERFACES = Path.of("/proc/self/net/dev");

  private static final int NAME_SPACE = 1 << 24;

  private final Subnet subnet;
  private final String ownInterface;
  private final Namespace namespace;

  private Switch(Subnet subnet, String ownInterface, Namespace namespace) {
    this.subnet = subnet;
    this.ownInterface = ownInterface;
    this.namespace = namespace;
  }

  /**
   * Makes one that only this process is plugged into.
   *
   * @param random for names and addresses that no other switch of this machine has
   * @throws NamespacesUnavailableException when that cannot be done here
   */
  static Switch make(RandomGenerator random) {
    Subnet subnet = Subnet.unused(random);
    String name = "capstan-%06x".formatted(random.nextInt(NAME_SPACE));
    Switch made = new Switch(subnet, name, Namespace.make());
    try {
      made.plugThisProcess();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void plugThisProcess() {
    Program.feed(
        List.of(),
        List.of("ip", "-batch", "-"),
        """
        link add %1$s type veth peer name own netns %2$d
        addr add %3$s/24 dev %1$s
        link set %1$s up
        link set lo up
        """
            .formatted(ownInterface, namespace.pid(), subnet.own()));
    namespace.ip(
        """
        link add bridge type bridge
        link set bridge up
        link set own master bridge up
        """);
    namespace.nft(RULES);
  }

  /**
   * Plugs a namespace in.
   *
   * @param number of its node
   * @return its address
   */
  String plug(Namespace node, int number) {
    namespace.ip(
        """
        link add %1$s type veth peer name eth0 netns %2$d
        link set %1$s master bridge up
        """
            .formatted(port(number), node.pid()));
    String address = subnet.host(number);
    node.ip(
        """
        addr add %s/24 dev eth0
        link set eth0 up
        link set lo up
        """
            .formatted(address));
    return address;
  }

  private static String port(int number) {
    return "node" + number;
  }

  /** A way from a node to another, by their numbers. */
  record Way(int from, int to) {
    private String element() {
      return "\"%s\" . \"%s\"".formatted(port(from), port(to));
    }
  }

  /** Drops what comes on these ways, all from the same moment on. */
  void cut(Collection<Way> ways) {
    namespace.nft(
        ways.stream()
            .map(Way::element)
            .collect(Collectors.joining(", ", "add element bridge capstan cut { ", " }\n")));
  }

  /** Drops nothing more. */
  void heal() {
    namespace.nft("flush set bridge capstan cut\n");
  }

  /** Removes it and its interfaces. */
  @Override
  public void close() {
    try {
      if (Files.readString(INTERFACES).contains(ownInterface + ":")) {
        Program.feed(List.of(), List.of("ip", "-batch", "-"), "link delete " + ownInterface + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("whether " + ownInterface + " is left is not known", e);
    } finally {
      namespace.close();
    }
  }
}
