package io.capstan.jepsen.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestsTest {
  private static final List<String> NODES = List.of("n1", "n2", "n3", "n4", "n5");
  private static final int CLIENTS = 10;
  private static final int EACH = 500;

  static List<String> names() {
    return Workloads.NAMES;
  }

  private static List<Request> requests(Workload workload, int client, long seed) {
    Workload.Requests requests = workload.requests(client, NODES, new Random(seed));
    List<Request> all = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      all.add(requests.next());
    }
    return all;
  }

  private static List<Request> ofAllClients(Workload workload) {
    List<Request> all = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      all.addAll(requests(workload, client, client));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSameSeedGivesTheSameRequests(String name) {
    List<Request> once = requests(Workloads.named(name), 3, 17);
    assertEquals(once, requests(Workloads.named(name), 3, 17));
    assertNotEquals(once, requests(Workloads.named(name), 3, 18));
    assertNotEquals(once, requests(Workloads.named(name), 4, 17));
  }

  @ParameterizedTest
  @MethodSource("names")
  void noKeyGetsMoreThanItsShareAndSeveralClientsMeetOnEach(String name) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Set<Integer>> clients = new HashMap<>();
    Workload workload = Workloads.named(name);
    for (int client = 0; client < CLIENTS; client++) {
      for (Request request : requests(workload, client, client)) {
        counts.merge(request.key(), 1, Integer::sum);
        clients.computeIfAbsent(request.key(), added -> new HashSet<>()).add(client);
      }
    }
    int most = counts.values().stream().mapToInt(count -> count).max().orElseThrow();
    assertEquals(Shape.USUAL.operationsPerKey(), most);
    long shared = clients.values().stream().filter(some -> some.size() == 5).count();
    assertTrue(shared > clients.size() * 3 / 4, shared + " of " + clients.size());
  }

  @ParameterizedTest
  @MethodSource("names")
  void valuesAreUniqueInARun(String name) {
    Set<String> values = new HashSet<>();
    for (Request request : ofAllClients(Workloads.named(name))) {
      String value = request.value();
      if (value != null && !request.operation().matches("read.*|increment")) {
        String own = value.startsWith("[") ? value.substring(value.indexOf(' ') + 1) : value;
        assertTrue(values.add(own), () -> own + " twice");
      }
    }
    assertTrue(values.size() > 1000 || name.equals("counter"), values.size() + " values");
  }

  @ParameterizedTest
  @MethodSource("names")
  void aboutHalfOfTheRequestsAreReadsUnlessToldOtherwise(String name) {
    assertEquals(0.5, readShare(Workloads.named(name)), 0.03);
    assertEquals(0.8, readShare(Workloads.named(name, new Shape(3, 150, 0.8))), 0.03);
  }

  private static double readShare(Workload workload) {
    List<Request> all = ofAllClients(workload);
    long reads = all.stream().filter(one -> one.operation().startsWith("read")).count();
    return (double) reads / all.size();
  }

  @ParameterizedTest
  @MethodSource("names")
  void onlyClientsOfSomeWorkloadsHopBetweenNodes(String name) {
    boolean hops = name.equals("session") || name.equals("mixed");
    Set<String> nodes = new HashSet<>();
    for (int client = 0; client < NODES.size(); client++) {
      Set<String> ofClient = new HashSet<>();
      requests(Workloads.named(name), client, 1).forEach(one -> ofClient.add(one.node()));
      assertEquals(hops ? NODES.size() : 1, ofClient.size());
      nodes.addAll(ofClient);
    }
    assertEquals(Set.copyOf(NODES), nodes);
  }

  @ParameterizedTest
  @MethodSource("names")
  void atTheEndEachNodeIsAskedForEachKeyOnce(String name) {
    Workload workload = Workloads.named(name);
    List<Request> asked = requests(workload, 0, 1);
    List<Request> last = workload.lastReads(asked, NODES);
    long keys = asked.stream().map(Request::key).distinct().count();
    assertEquals(keys * NODES.size(), last.size());
    assertEquals(last.size(), Set.copyOf(last).size());
    assertTrue(last.stream().allMatch(one -> one.operation().startsWith("read")));
  }

  @Test
  void aNameThatIsNoneIsToldWithAllThatAre() {
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> Workloads.named("registre"));
    assertEquals(
        "workload \"registre\" is none of register, cas, set, counter, append, session, delete,"
            + " batch, mixed",
        refusal.getMessage());
  }

  @Test
  void whatNeedsConditionsOrLevelsSuitsOnlyLanesThatHaveThem() {
    Lane plain = new Lane("l", "", "", Set.of(), Optional.empty(), false, true, true);
    Lane conditional = new Lane("l", "", "", Set.of(), Optional.empty(), true, false, false);
    Lane levels =
        new Lane(
            "l", "", "", Set.of(), Optional.empty(), true, false, false, Set.copyOf(Lane.LEVELS));
    assertEquals(List.of("register", "set", "session", "delete"), suiting(plain));
    assertEquals(Workloads.NAMES.subList(0, 8), suiting(conditional));
    assertEquals(Workloads.NAMES, suiting(levels));
  }

  private static List<String> suiting(Lane lane) {
    return Workloads.NAMES.stream().filter(name -> Workloads.named(name).suits(lane)).toList();
  }
}
