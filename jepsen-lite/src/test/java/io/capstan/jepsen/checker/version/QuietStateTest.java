package io.capstan.jepsen.checker.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.jepsen.checker.HistoryText;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.History;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietStateTest {
  private static final String WRITES =
      "0 i put x 1; 0 ok put x 1; 0 i put x 2; 0 ok put x 2; 1 i put x 3; 1 info put x 3;"
          + "0 i put y 1; 0 ok put y 1; 0 i delete y nil; 0 ok delete y nil;";

  private static final int QUIET_FROM = 10;

  /** In the order: convergence, lost writes, resurrected deletes, invented values. */
  @ParameterizedTest
  @CsvSource({
    "n1 x 2 n2 x 2, VVUV",
    "n1 x 3 n2 x 3, VVUV", // it was unknown, and did happen
    "n1 x 2 n2 x 3, IVUV",
    "n1 x 1 n2 x 1, VIUV",
    "n1 x nil n2 x nil, VIUV",
    "n1 x 2, UVUV", // one node alone cannot disagree
    "n1 y nil n2 y nil, VVUV",
    "n1 y nil n2 y 1, IIIV", // the deleted row is back
    "n1 x 7, UUUI", // nobody wrote it
  })
  void theLastReadsTell(String reads, String verdicts) {
    StringBuilder events = new StringBuilder(WRITES);
    String[] words = reads.split(" ", -1);
    for (int i = 0; i < words.length; i += 3) {
      String read = "9 %s get " + words[i + 1] + " %s " + words[i] + ";";
      events.append(read.formatted("i", "nil")).append(read.formatted("ok", words[i + 2]));
    }
    events.setLength(events.length() - 1);
    QuietState state =
        QuietState.of(HistoryText.of(events.toString()).operations(), QUIET_FROM, read -> true);
    String found =
        Stream.of(
                state.convergence(),
                state.noLostWrites(),
                state.noResurrection(),
                state.noInvention())
            .map(verdict -> verdict.kind().name().substring(0, 1))
            .collect(Collectors.joining());
    assertEquals(verdicts, found, state.toString());
  }

  @Test
  void withoutALastReadNothingIsKnown() {
    History history = HistoryText.of(WRITES.substring(0, WRITES.length() - 1));
    QuietState state = QuietState.of(history.operations(), QUIET_FROM, read -> true);
    assertEquals(Verdict.Kind.UNKNOWN, state.worst().kind());
    assertEquals(Verdict.Kind.UNKNOWN, state.noLostWrites().kind());
  }

  @Test
  void aWriteInTheQuietIsRefused() {
    History history = HistoryText.of(WRITES.substring(0, WRITES.length() - 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> QuietState.of(history.operations(), QUIET_FROM - 2, read -> true));
  }
}
