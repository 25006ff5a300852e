package io.capstan.jepsen.nemesis.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IsolationTest {
  private static final Set<String> NODES = Set.of("n1", "n2", "n3", "n4");

  private static Set<Link> around(String node) {
    Set<String> others = new HashSet<>(NODES);
    others.remove(node);
    return Link.around(node, others);
  }

  @Test
  void allLinksOfANodeIsolateIt() {
    assertEquals(Set.of(), Isolation.of(NODES, Set.of()));
    assertEquals(Set.of("n2"), Isolation.of(NODES, around("n2")));
  }

  @Test
  void severalNodesMayBeIsolatedAtOnce() {
    Set<Link> two = around("n2");
    two.addAll(around("n3"));
    assertEquals(Set.of("n2", "n3"), Isolation.of(NODES, two));
  }

  @Test
  void oneLinkLessOrMoreIsRefused() {
    for (Link link : around("n1")) {
      Set<Link> less = around("n1");
      less.remove(link);
      assertThrows(UnsupportedFaultException.class, () -> Isolation.of(NODES, less));
    }
    Set<Link> more = around("n1");
    more.add(new Link("n2", "n3"));
    assertThrows(UnsupportedFaultException.class, () -> Isolation.of(NODES, more));
  }

  @Test
  void halvesAreRefused() {
    Set<Link> halves = Link.around("n1", Set.of("n3", "n4"));
    halves.addAll(Link.around("n2", Set.of("n3", "n4")));
    assertThrows(UnsupportedFaultException.class, () -> Isolation.of(NODES, halves));
  }
}
