package io.capstan.jepsen.nemesis;

import java.util.Collection;
import java.util.Comparator;
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
public record Link(String from, String to) implements Comparable<Link> {
  private static final Comparator<Link> BY_NAME =
      Comparator.comparing(Link::from).thenComparing(Link::to);

  /** Between the two names of a link. */
  static final String ARROW = "->";

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

  /**
   * The inverse of {@link #toString}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Link parse(String text) {
    int arrow = text.indexOf(ARROW);
    if (arrow < 1 || arrow + ARROW.length() == text.length()) {
      throw new IllegalArgumentException("a link is written n1->n2, not " + text);
    }
    return new Link(text.substring(0, arrow), text.substring(arrow + ARROW.length()));
  }

  /** By the names of the sender and the receiver. */
  @Override
  public int compareTo(Link other) {
    return BY_NAME.compare(this, other);
  }

  @Override
  public String toString() {
    return from + ARROW + to;
  }
}
