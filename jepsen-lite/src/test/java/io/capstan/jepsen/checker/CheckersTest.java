package io.capstan.jepsen.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.history.Recorder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckersTest {
  private final Recorder recorder = new Recorder(() -> 0);
  private int processes;

  private Event did(String operation, String value, Event.Type... ends) {
    Event invoke = recorder.invoke(processes++, operation, "k", value);
    for (Event.Type end : ends) {
      recorder.end(invoke, end, null);
    }
    return invoke;
  }

  /** Acknowledged: 1 and 2; unknown: 4 and 8, the latter never answered; refused: 16. */
  @ParameterizedTest
  @CsvSource({
    "2, INVALID",
    "3, VALID",
    "7, VALID",
    "11, VALID",
    "15, VALID",
    "16, INVALID",
    "19, INVALID",
  })
  void aCounterLiesBetweenWhatIsCertainAndWhatIsPossible(long value, Verdict.Kind kind) {
    did("increment", "1", Event.Type.OK);
    did("increment", "2", Event.Type.INFO, Event.Type.OK); // learnt by a retry
    did("increment", "4", Event.Type.INFO);
    did("increment", "8");
    did("increment", "16", Event.Type.FAIL);
    CounterChecker counter = CounterChecker.of(Operation.of(recorder.events()), "k");
    assertEquals(new CounterChecker(5, 3, 12), counter);
    assertEquals(kind, counter.check(value).kind());
  }

  @Test
  void aCounterThatNobodyIncrementedProvesNothing() {
    did("increment", "1", Event.Type.OK);
    assertEquals(
        Verdict.Kind.UNKNOWN,
        CounterChecker.of(Operation.of(recorder.events()), "other").check(0).kind());
  }

  @ParameterizedTest
  @CsvSource({
    "a, VALID", // what is unknown may be missing
    "a b, VALID",
    "a c, INVALID", // refused, and there all the same
    "b, INVALID", // acknowledged, and lost
    "a x, INVALID", // never added
  })
  void aSetHoldsWhatIsCertainAndNothingImpossible(String found, Verdict.Kind kind) {
    did("add", "a", Event.Type.OK);
    did("add", "b", Event.Type.INFO);
    did("add", "c", Event.Type.FAIL);
    Verdict verdict =
        SetChecker.of(Operation.of(recorder.events())).check(Set.of(found.split(" ", -1)));
    assertEquals(kind, verdict.kind(), verdict.reason());
  }

  @Test
  void aSetThatNobodyAddedToProvesNothing() {
    assertEquals(Verdict.Kind.UNKNOWN, SetChecker.of(List.of()).check(Set.of()).kind());
  }

  @Test
  void aHistoryThatCannotBeIsRefused() {
    Event invoke = new Event(Event.Type.INVOKE, 0, 0, "", "", "add", "", "a");
    List<Event> endOnly = List.of(invoke.end(Event.Type.OK, 1, null));
    assertThrows(IllegalArgumentException.class, () -> Operation.of(endOnly));
    assertThrows(IllegalArgumentException.class, () -> Operation.of(List.of(invoke, invoke)));
  }
}
