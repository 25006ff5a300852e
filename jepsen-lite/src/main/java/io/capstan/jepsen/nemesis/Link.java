package io.capstan.jepsen.nemesis;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One direction between two nodes: everything that one sends to the other, on connections that
 * either of them has opened.
 *
 * @param from id of the node that sends
 * @param to id of the node that receives
 */
public record Link(String from, String to) {
  public Link {
    if (from.equals(to)) {
      throw new IllegalArgumentException("a link from " + from + " to itself");
    }
  }

  /** The links on which a node sends to others. */
  public static Set<Link> outOf(String node, Collection<String> others) {
    return others.stream().map(other -> new Link(node, other)).collect(Collectors.toSet());
  }

  /** The links on which others send to a node. */
  public static Set<Link> into(String node, Collection<String> others) {
    return others.stream().map(other -> new Link(other, node)).collect(Collectors.toSet());
  }

  /** The links between a node and others, both ways. */
  public static Set<Link> around(String node, Collection<String> others) {
    Set<Link> links = new HashSet<>(outOf(node, others));
    links.addAll(into(node, others));
    return links;
  }

  @Override
  public String toString() {
    return from + "->" + to;
  }
}
