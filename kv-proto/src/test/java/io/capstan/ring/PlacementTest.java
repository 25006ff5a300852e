package io.capstan.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final int SEEDS = 20;

  @Test
  void aSmallPlacementIsFixedForEver() {
    List<Member> members =
        List.of(
            new Member("n1", "a", 1),
            new Member("n2", "b", 1),
            new Member("n3", "c", 1),
            new Member("n4", "a", 1),
            new Member("n5", "b", 2));
    assertEquals(
        List.of(
            List.of("n2", "n4", "n3"),
            List.of("n3", "n1", "n2"),
            List.of("n2", "n1", "n3"),
            List.of("n4", "n2", "n3"),
            List.of("n4", "n5", "n3"),
            List.of("n5", "n4", "n3")),
        listsOf(Placement.compute(members, 6, 3, 42)));
  }

  @Test
  void noNodeHoldsMoreThanTheBound() {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (int shards : new int[] {3, 16, 64, 256}) {
        for (int nodes : new int[] {3, 4, 5, 7, 12, 30}) {
          checkBound(equal(nodes, i -> "one"), shards, seed);
          checkBound(equal(nodes, i -> "z" + i), shards, seed);
          checkBound(weighted(nodes, seed), shards, seed);
          if (nodes % 3 == 0) {
            checkBound(equal(nodes, i -> "z" + i % 3), shards, seed);
          }
        }
      }
    }
  }

  @Test
  void eachShardIsInAsManyZonesAsItCan() {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (int nodes : new int[] {2, 3, 4, 5, 8, 13}) {
        for (int zones : new int[] {1, 2, 3, 4}) {
          List<Member> members = equal(nodes, i -> "z" + i % zones);
          int wanted = Math.min(3, Math.min(zones, nodes));
          for (PreferenceList list : Placement.compute(members, 64, 3, seed)) {
            assertEquals(wanted, zonesOf(list, members).size(), "seed " + seed + ": " + list);
          }
        }
      }
    }
  }

  @Test
  void theOnlyNodeOfAZoneMayHoldEveryShard() {
    List<Member> members = equal(9, i -> i == 0 ? "small" : i % 2 == 0 ? "a" : "b");
    Map<String, Integer> loads = loads(Placement.compute(members, 256, 3, 1));
    assertEquals(256, loads.get("n0"));
  }

  @Test
  void aNewNodeMovesLittleMoreThanItsShare() {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (int nodes : new int[] {3, 4, 6, 12, 40}) {
        for (int zones : new int[] {1, 3, 100}) {
          List<Member> after = equal(nodes + 1, i -> "z" + i % zones);
          long moved =
              moved(
                  Placement.compute(after.subList(0, nodes), 256, 3, seed),
                  Placement.compute(after, 256, 3, seed));
          String what = "seed " + seed + ", " + nodes + " nodes: moved " + moved;
          assertTrue(moved > 0, what);
          assertTrue(moved * (nodes + 1) <= 2 * 256 * 3, what);
        }
      }
    }
  }

  @Test
  void theOrderOfTheMembersDoesNotMatter() {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Member> members = weighted(9, seed);
      List<PreferenceList> placement = Placement.compute(members, 64, 3, seed);
      Collections.shuffle(members, new Random(seed));
      assertEquals(placement, Placement.compute(members, 64, 3, seed), "seed " + seed);
    }
  }

  @Test
  void theSeedMatters() {
    List<Member> members = equal(6, i -> "one");
    assertNotEquals(Placement.compute(members, 64, 3, 1), Placement.compute(members, 64, 3, 2));
  }

  @Test
  void withFewNodesTheListsAreShorter() {
    assertEquals(
        List.of(List.of("n0"), List.of("n0")),
        listsOf(Placement.compute(equal(1, i -> "one"), 2, 3, 0)));
    assertEquals(List.of(List.of()), listsOf(Placement.compute(equal(0, i -> "one"), 1, 3, 0)));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Member member = new Member("n", "z", 1);
    List<Member> twice = List.of(member, new Member("n", "other", 2));
    assertThrows(IllegalArgumentException.class, () -> Placement.compute(twice, 1, 1, 0));
    List<Member> one = List.of(member);
    assertThrows(IllegalArgumentException.class, () -> Placement.compute(one, 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Placement.compute(one, 1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Member("", "z", 1));
    assertThrows(IllegalArgumentException.class, () -> new Member("n", "z", 0));
    assertThrows(IllegalArgumentException.class, () -> new PreferenceList(List.of("n", "n")));
  }

  @Test
  void aShareOfMoreThanEveryShardIsCutToThat() {
    List<Member> members =
        List.of(new Member("big", "", 10), new Member("a", "", 1), new Member("b", "", 1));
    Map<Member, Integer> bounds = Placement.loadBounds(members, 100, 2);
    // 200 replicas: big can hold 100, and the two others share the rest, 50 each.
    assertEquals(Map.of(members.get(0), 100, members.get(1), 63, members.get(2), 63), bounds);
  }

  private static void checkBound(List<Member> members, int shards, long seed) {
    Map<String, Integer> loads = loads(Placement.compute(members, shards, 3, seed));
    Placement.loadBounds(members, shards, 3)
        .forEach(
            (member, bound) ->
                assertTrue(
                    loads.getOrDefault(member.id(), 0) <= bound,
                    () ->
                        String.format(
                            "seed %d, %d shards: %s holds %d, bound %d; %s",
                            seed, shards, member, loads.get(member.id()), bound, members)));
  }

  private static List<Member> equal(int nodes, IntFunction<String> zone) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      members.add(new Member("n" + i, zone.apply(i), 1));
    }
    return members;
  }

  private static List<Member> weighted(int nodes, long seed) {
    Random random = new Random(seed);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      members.add(new Member("n" + i, "one", 1 + random.nextInt(4)));
    }
    return members;
  }

  private static Map<String, Integer> loads(List<PreferenceList> placement) {
    Map<String, Integer> loads = new HashMap<>();
    placement.forEach(list -> list.nodes().forEach(node -> loads.merge(node, 1, Integer::sum)));
    return loads;
  }

  private static Set<String> zonesOf(PreferenceList list, List<Member> members) {
    Set<String> zones = new HashSet<>();
    members.stream()
        .filter(member -> list.nodes().contains(member.id()))
        .forEach(member -> zones.add(member.zone()));
    return zones;
  }

  private static long moved(List<PreferenceList> before, List<PreferenceList> after) {
    long moved = 0;
    for (int shard = 0; shard < after.size(); shard++) {
      List<String> old = before.get(shard).nodes();
      moved += after.get(shard).nodes().stream().filter(node -> !old.contains(node)).count();
    }
    return moved;
  }

  private static List<List<String>> listsOf(List<PreferenceList> placement) {
    return placement.stream().map(PreferenceList::nodes).toList();
  }
}
