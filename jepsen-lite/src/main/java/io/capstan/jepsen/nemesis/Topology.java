package io.capstan.jepsen.nemesis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which links a partition cuts. Pure.
 *
 * @param nodes ids, in the order in which the partition places them
 */
record Topology(List<String> nodes) {
  private static final Map<String, Integer> LEAST_NODES =
      Map.of(
          "partition-one", 2,
          "partition-leader", 2,
          "partition-halves", 2,
          "partition-one-way", 2,
          "partition-bridge", 3,
          "partition-ring", 5);

  Topology {
    nodes = List.copyOf(nodes);
  }

  /** How many nodes a fault wants. */
  static int leastNodes(String fault) {
    return LEAST_NODES.getOrDefault(fault, 1);
  }

  /** All links across the groups. */
  Set<Link> between(List<String> some, List<String> others) {
    Set<Link> links = new HashSet<>();
    some.forEach(one -> links.addAll(Link.around(one, others)));
    return links;
  }

  /** The first node against all others. */
  Set<Link> one() {
    return between(nodes.subList(0, 1), nodes.subList(1, nodes.size()));
  }

  /** The smaller half, of the first nodes, against the larger. */
  Set<Link> halves() {
    int half = nodes.size() / 2;
    return between(nodes.subList(0, half), nodes.subList(half, nodes.size()));
  }

  /** Two halves that only the last node reaches both of. */
  Set<Link> bridge() {
    int half = nodes.size() / 2;
    return between(nodes.subList(0, half), nodes.subList(half, nodes.size() - 1));
  }

  /** In a ring each node reaches a majority, itself counted, and no two the same one. */
  Set<Link> ring() {
    int reach = (nodes.size() / 2 + 1) / 2;
    Set<Link> links = new HashSet<>();
    for (int from = 0; from < nodes.size(); from++) {
      for (int to = 0; to < nodes.size(); to++) {
        int ahead = Math.floorMod(to - from, nodes.size());
        if (Math.min(ahead, nodes.size() - ahead) > reach) {
          links.add(new Link(nodes.get(from), nodes.get(to)));
        }
      }
    }
    return links;
  }

  /**
   * The groups of nodes that reach each other, both ways, directly or over others.
   *
   * @return the largest first; of equal ones that of the first node in alphabetic order
   */
  static List<Set<String>> sides(List<String> nodes, Set<Link> cut) {
    Set<String> left = new TreeSet<>(nodes);
    List<Set<String>> sides = new ArrayList<>();
    while (!left.isEmpty()) {
      Set<String> side = reached(left.iterator().next(), left, cut);
      left.removeAll(side);
      sides.add(side);
    }
    sides.sort(Comparator.comparingInt((Set<String> side) -> side.size()).reversed());
    return sides;
  }

  private static Set<String> reached(String from, Set<String> among, Set<Link> cut) {
    Set<String> reached = new TreeSet<>(Set.of(from));
    Deque<String> toVisit = new ArrayDeque<>(reached);
    while (!toVisit.isEmpty()) {
      String node = toVisit.remove();
      for (String other : among) {
        boolean open =
            !other.equals(node)
                && !cut.contains(new Link(node, other))
                && !cut.contains(new Link(other, node));
        if (open && reached.add(other)) {
          toVisit.add(other);
        }
      }
    }
    return reached;
  }
}
