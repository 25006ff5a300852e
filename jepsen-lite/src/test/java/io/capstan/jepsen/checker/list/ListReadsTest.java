package io.capstan.jepsen.checker.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.history.Recorder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListReadsTest {
  private final Recorder recorder = new Recorder(() -> 0);
  private int processes;

  /** Appended were 1 and 2, perhaps 3, and not 4; reads are divided by slashes. */
  @ParameterizedTest
  @CsvSource({
    "[1 2], VALID, VALID",
    "[1]/[1 2]/[], VALID, VALID",
    "[2]/[1 2], INVALID, VALID", // the first was missing once
    "[1 2]/[2 1], INVALID, VALID", // two orders
    "[1 3]/[1 2], INVALID, VALID",
    "[1 3 2], VALID, VALID", // it was unknown, and did happen
    "[1 1 2], VALID, INVALID", // applied twice
    "[1 2 4], VALID, INVALID", // refused, and there all the same
    "[9], VALID, INVALID", // nobody appended it
  })
  void listsGrowAtTheirEndOnceForEachAppend(
      String reads, Verdict.Kind prefix, Verdict.Kind duplicates) {
    did("append", "1", Event.Type.OK, "1");
    did("append", "2", Event.Type.OK, "2");
    did("append", "3", Event.Type.INFO, null);
    did("append", "4", Event.Type.FAIL, null);
    for (String read : reads.split("/", -1)) {
      did("read", null, Event.Type.OK, read);
    }
    ListReads found = ListReads.of(Operation.of(recorder.events()));
    assertEquals(prefix, found.consistentPrefix().kind(), found.toString());
    assertEquals(duplicates, found.noDuplicates().kind(), found.toString());
  }

  @Test
  void withoutAReadNothingIsKnown() {
    did("append", "1", Event.Type.OK, "1");
    ListReads found = ListReads.of(Operation.of(recorder.events()));
    assertEquals(Verdict.Kind.UNKNOWN, found.consistentPrefix().kind());
    assertEquals(Verdict.Kind.UNKNOWN, found.noDuplicates().kind());
  }

  @Test
  void aReadThatIsNoListIsRefused() {
    did("read", null, Event.Type.OK, "7");
    List<Event> events = recorder.events();
    assertThrows(IllegalArgumentException.class, () -> ListReads.of(Operation.of(events)));
  }

  private void did(String verb, @Nullable String asked, Event.Type end, @Nullable String told) {
    recorder.end(recorder.invoke(processes++, verb, "k", asked), end, told);
  }
}
