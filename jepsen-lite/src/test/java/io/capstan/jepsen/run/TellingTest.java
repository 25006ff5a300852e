package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.workload.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TellingTest {
  private static final String FAULT = "partition-leader";
  private static final long QUIET = 1_000;
  private static final Plan PLAN =
      new Plan(
          "capstan",
          "proxy",
          "register",
          List.of(),
          3,
          1,
          1,
          Duration.ofSeconds(1),
          1,
          List.of(new Plan.Step(FAULT, Duration.ZERO, Duration.ofSeconds(1), List.of())));

  /** Of one fault: bit at 100, ended at 500, healed at 600. */
  private static final Injection GOOD =
      injection(OptionalLong.of(100), OptionalLong.of(600), Optional.of("n1"), Optional.of("n2"));

  private static Injection injection(
      OptionalLong bit, OptionalLong healed, Optional<String> before, Optional<String> after) {
    return new Injection(
        FAULT,
        "n1 | n2 n3",
        Set.of(),
        Set.of(),
        List.of(),
        90,
        bit,
        500,
        healed,
        before,
        after,
        "");
  }

  private static List<Event> request(long nanos, String node, String servedBy, Event.Type end) {
    int process = (int) nanos;
    Event invoke = new Event(Event.Type.INVOKE, process, nanos, node, "strong", "read", "k", null);
    return List.of(invoke, invoke.end(end, nanos + 1, null).answeredBy(servedBy, ""));
  }

  private static Verdict judge(Injection injection, boolean settled, Event.Type... lastReads) {
    return judge(lane(true), injection, settled, "n1", lastReads);
  }

  private static Lane lane(boolean localReads) {
    return new Lane("strong", "", "", Set.of(), Optional.empty(), true, false, localReads);
  }

  private static Verdict judge(
      Lane lane, Injection injection, boolean settled, String servedBy, Event.Type... lastReads) {
    List<Event> events = new ArrayList<>(request(200, "n1", "n1", Event.Type.OK));
    long nanos = QUIET;
    for (Event.Type end : lastReads) {
      events.addAll(request(nanos, "n1", servedBy, end));
      nanos += 10;
    }
    Run.Recorded recorded =
        new Run.Recorded(
            events,
            List.of(new Nemesis.Outcome(injection, List.of())),
            QUIET,
            settled,
            List.of("n1", "n2", "n3"));
    return new Telling(PLAN, new Sufficiency(1, 1, 1)).judge(lane, Operation.of(events), recorded);
  }

  private static void assertUnknown(String because, Verdict verdict) {
    assertEquals(Verdict.Kind.UNKNOWN, verdict.kind(), verdict::toString);
    assertTrue(verdict.reason().contains(because), verdict::reason);
  }

  @Test
  void aRunTellsWhenAllHappenedThatShould() {
    assertTrue(judge(GOOD, true, Event.Type.OK).isValid());
  }

  @Test
  void aFaultThatWasNotSeenToBiteOrToHealTellsNothing() {
    Optional<String> n1 = Optional.of("n1");
    Optional<String> n2 = Optional.of("n2");
    OptionalLong never = OptionalLong.empty();
    OptionalLong once = OptionalLong.of(600);
    assertUnknown("not seen to bite", judge(injection(never, once, n1, n2), true, Event.Type.OK));
    assertUnknown(
        "not seen to heal",
        judge(injection(OptionalLong.of(100), never, n1, n2), true, Event.Type.OK));
  }

  @Test
  void aLeaderThatWasHitMustBeSeenAndAnotherAfterIt() {
    OptionalLong bit = OptionalLong.of(100);
    OptionalLong healed = OptionalLong.of(600);
    List<Optional<String>> leaders = List.of(Optional.empty(), Optional.of("n1"));
    for (Optional<String> before : leaders) {
      for (Optional<String> after : leaders) {
        assertUnknown(
            "nobody else was seen to lead",
            judge(injection(bit, healed, before, after), true, Event.Type.OK));
      }
    }
  }

  @Test
  void replicasThatWereNotSeenToBeEqualTellNothing() {
    assertUnknown("equal", judge(GOOD, false, Event.Type.OK));
  }

  @Test
  void aLastReadThatNoTryGaveTellsNothing() {
    assertUnknown("1 last read", judge(GOOD, true, Event.Type.FAIL, Event.Type.FAIL));
    assertTrue(judge(GOOD, true, Event.Type.FAIL, Event.Type.OK).isValid());
  }

  @Test
  void whereOneReplicaAnswersALastReadThatAnotherNodeAnsweredTellsNothing() {
    assertUnknown("1 last read", judge(lane(true), GOOD, true, "n2", Event.Type.OK));
    assertUnknown("1 last read", judge(lane(true), GOOD, true, "", Event.Type.OK));
    assertTrue(judge(lane(false), GOOD, true, "n2", Event.Type.OK).isValid());
  }
}
