package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.workload.Workloads;
import io.capstan.runtime.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Of three nodes, and reads of a key that nobody wrote. */
class JudgeTest {
  private static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final long QUIET = 1_000;

  private final List<Event> events = new ArrayList<>();

  private void read(long nanos, String node) {
    Event invoke =
        new Event(
            Event.Type.INVOKE, (int) nanos, nanos, node, FakeStore.LANE.name(), "read", "k", null);
    events.add(invoke);
    events.add(invoke.end(Event.Type.OK, nanos + 1, null));
  }

  /** Done at 100, ended at 500. */
  private static Injection fault(OptionalLong bit, List<Set<String>> sides) {
    return new Injection(
        "fault",
        "",
        Set.of(),
        Set.of(),
        sides,
        100,
        bit,
        500,
        OptionalLong.of(600),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  /** How many reads were served in each period. */
  private Map<String, Integer> served(Injection injection) {
    Run.Recorded recorded =
        new Run.Recorded(
            events, List.of(new Nemesis.Outcome(injection, List.of())), QUIET, true, NODES);
    Judge judge =
        new Judge(
            FakeStore.plan(1, 1),
            Workloads.named("register"),
            List.of(FakeStore.LANE),
            new Sufficiency(1, 1, 1),
            Bounds.usual(Ticker.system()));
    Map<String, Integer> served = new TreeMap<>();
    for (Map.Entry<String, Service> period : judge.judge(recorded).get(0).service().entrySet()) {
      served.put(period.getKey(), period.getValue().ok());
    }
    return served;
  }

  @Test
  void whileAPartitionBitesARequestIsOfTheSideThatItsNodeIsOn() {
    read(200, "n3");
    read(300, "n1");
    read(499, "n3");
    assertEquals(
        Map.of("minority", 2, "majority", 1),
        served(fault(OptionalLong.of(200), List.of(Set.of("n1", "n2"), Set.of("n3")))));
  }

  @Test
  void halvesHaveNoMajority() {
    read(200, "n3");
    read(300, "n1");
    assertEquals(
        Map.of("minority", 2),
        served(fault(OptionalLong.of(200), List.of(Set.of("n1"), Set.of("n2"), Set.of("n3")))));
  }

  @Test
  void aFaultThatCutsNoSideOffIsNoPartition() {
    read(200, "n3");
    assertEquals(Map.of("fault", 1), served(fault(OptionalLong.of(200), List.of())));
    assertEquals(
        Map.of("fault", 1), served(fault(OptionalLong.of(200), List.of(Set.of("n1", "n2", "n3")))));
  }

  @Test
  void beforeItsBiteAndAfterItsEndAllIsHealthy() {
    read(199, "n3");
    read(500, "n3");
    assertEquals(
        Map.of("healthy", 2),
        served(fault(OptionalLong.of(200), List.of(Set.of("n1", "n2"), Set.of("n3")))));
  }

  @Test
  void aFaultThatWasNotSeenToBiteCountsFromWhenItWasDone() {
    read(99, "n3");
    read(100, "n3");
    assertEquals(Map.of("fault", 1, "healthy", 1), served(fault(OptionalLong.empty(), List.of())));
  }

  @Test
  void lastReadsAreOfNoPeriod() {
    read(QUIET - 1, "n3");
    read(QUIET, "n3");
    assertEquals(Map.of("healthy", 1), served(fault(OptionalLong.of(200), List.of())));
  }
}
