package io.capstan.jepsen.nemesis.docker;

import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which nodes are to be taken off the network so that exactly some links are cut. */
final class Isolation {
  private Isolation() {}

  /**
   * The nodes all of whose links are to be cut, both ways.
   *
   * @throws UnsupportedFaultException when links are left over that are not around one of them
   */
  static Set<String> of(Set<String> nodes, Collection<Link> cut) {
    Set<String> isolated =
        nodes.stream()
            .filter(node -> cut.containsAll(around(node, nodes)))
            .collect(Collectors.toSet());
    List<Link> left =
        cut.stream()
            .filter(link -> !isolated.contains(link.from()) && !isolated.contains(link.to()))
            .sorted()
            .toList();
    if (!left.isEmpty()) {
      throw new UnsupportedFaultException(
          "the network docker can cut nodes off, both ways and from all others at once, and"
              + " nothing else: it cannot cut "
              + left);
    }
    return isolated;
  }

  private static Set<Link> around(String node, Set<String> nodes) {
    return Link.around(
        node, nodes.stream().filter(other -> !other.equals(node)).collect(Collectors.toSet()));
  }
}
