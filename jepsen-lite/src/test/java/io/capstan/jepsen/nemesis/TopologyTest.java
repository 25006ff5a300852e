package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final List<String> FIVE = List.of("n1", "n2", "n3", "n4", "n5");
  private final Topology five = new Topology(FIVE);

  @Test
  void oneNodeIsCutOffBothWaysAndTheOthersStayTogether() {
    assertEquals(Link.around("n1", List.of("n2", "n3", "n4", "n5")), five.one());
    assertEquals(
        List.of(Set.of("n2", "n3", "n4", "n5"), Set.of("n1")), Topology.sides(FIVE, five.one()));
  }

  @Test
  void halvesAreTwoSidesTheLargerFirst() {
    assertEquals(
        List.of(Set.of("n3", "n4", "n5"), Set.of("n1", "n2")), Topology.sides(FIVE, five.halves()));
  }

  @Test
  void overABridgeAllReachEachOther() {
    Set<Link> cut = five.bridge();
    assertEquals(List.of(Set.copyOf(FIVE)), Topology.sides(FIVE, cut));
    assertTrue(cut.stream().noneMatch(link -> link.from().equals("n5") || link.to().equals("n5")));
    assertTrue(cut.contains(new Link("n1", "n3")));
    assertTrue(cut.contains(new Link("n4", "n2")));
  }

  @Test
  void inARingEachReachesAMajorityAndNoTwoTheSame() {
    for (int nodes = 5; nodes <= 9; nodes++) {
      List<String> ids = IntStream.rangeClosed(1, nodes).mapToObj(n -> "n" + n).toList();
      Set<Link> cut = new Topology(ids).ring();
      Set<Set<String>> reached = new HashSet<>();
      for (String node : ids) {
        Set<String> open = new TreeSet<>(ids);
        open.removeIf(other -> !other.equals(node) && cut.contains(new Link(node, other)));
        assertTrue(open.size() > nodes / 2, open + " of " + nodes);
        assertTrue(open.size() < nodes, open + " of " + nodes);
        reached.add(open);
      }
      assertEquals(nodes, reached.size());
    }
  }

  @Test
  void aLinkThatIsCutOneWayJoinsNoSides() {
    List<String> two = List.of("n1", "n2");
    assertEquals(2, Topology.sides(two, Set.of(new Link("n1", "n2"))).size());
  }
}
