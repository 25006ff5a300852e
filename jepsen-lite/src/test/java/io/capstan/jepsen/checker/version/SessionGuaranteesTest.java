package io.capstan.jepsen.checker.version;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.jepsen.checker.HistoryText;
import io.capstan.jepsen.checker.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequential histories of few operations; V, I and U stand for the verdicts. */
class SessionGuaranteesTest {
  /** In the order: read your writes, monotonic reads, monotonic writes, writes follow reads. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Nothing was read after anything.
        "0 w x 1|UUUU",
        // Own write seen, and then not.
        "0 w x 1; 0 r x 1; 0 r x nil|IIUU",
        "0 w x 1; 0 r x 1; 0 r x 1|VVUU",
        // Another session may be behind.
        "0 w x 1; 1 r x nil|UUUU",
        // A newer write of another is no less than one's own.
        "0 w x 1; 1 w x 2; 0 r x 2|VUUU",
        // Back in time.
        "0 w x 1; 0 w x 2; 1 r x 2; 1 r x 1|UIVU",
        "0 w x 1; 0 w x 2; 1 r x 1; 1 r x 2|UVUU",
        // Who has seen the second write of a session sees its first.
        "0 w x 1; 0 w y 2; 1 r y 2; 1 r x nil|UUIU",
        "0 w x 1; 0 w y 2; 1 r y 2; 1 r x 1|UUVU",
        // Who has seen the answer sees the question.
        "0 w x 1; 1 r x 1; 1 w y 2; 2 r y 2; 2 r x nil|UUUI",
        "0 w x 1; 1 r x 1; 1 w y 2; 2 r y 2; 2 r x 1|UUUV",
        // A delete is a write of nothing.
        "0 w x 1; 0 delete x nil; 0 r x 1|IUUU",
        "0 w x 1; 0 delete x nil; 0 r x nil|VUUU",
        // A value that two writes wrote may be of the newer one.
        "0 w x 1; 0 w x 2; 1 w x 1; 0 r x 1|VUUU",
        "0 w x 1; 0 w x 2; 0 r x 1|IUUU",
      })
  void aGuaranteeHoldsUntilAReadCertainlyBreaksIt(String operations, String verdicts) {
    assertEquals(verdicts, letters(oneByOne(operations), false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Across keys nothing follows.
        "0 w x 1; 0 w y 2; 1 r y 2; 1 r x nil|UUUU",
        "0 w x 1; 1 r x 1; 1 w y 2; 2 r y 2; 2 r x nil|UUUU",
        // Of one key it does.
        "0 w x 1; 0 w x 2; 1 r x 2; 1 r x nil|UIIU",
        "0 w x 1; 1 r x 1; 1 w x 2; 2 r x 2; 2 r x nil|UIUI",
        "0 w x 1; 1 r x 1; 1 w x 2; 2 r x 2; 2 r x 2|UVUV",
        "0 w x 1; 0 r x 1; 0 r x nil|IIUU",
      })
  void whereEachKeyStandsForItselfWhatWasDoneToOthersIsNotAskedFor(
      String operations, String verdicts) {
    assertEquals(verdicts, letters(oneByOne(operations), true));
  }

  /** Copies of what each write's session had seen would not fit into the heap of this test. */
  @Test
  void longSessionsTakeMemoryInProportion() {
    StringBuilder operations = new StringBuilder("0 w k0 0");
    for (int i = 1; i < 60_000; i++) {
      String key = "k" + i / 100;
      operations.append("; %d w %s %d; %d r %2$s %3$d".formatted(i % 10, key, i, (i + 1) % 10));
    }
    assertEquals("VVVV", letters(oneByOne(operations.toString()), false));
  }

  /** Each ends before the next begins. */
  private static String oneByOne(String operations) {
    StringBuilder events = new StringBuilder();
    for (String operation : operations.split("; ", -1)) {
      String[] words = operation.split(" ", -1);
      String asked = words[1].equals("r") ? "nil" : words[3];
      String name = String.join(" ", words[1], words[2]);
      events.append(
          "%s i %s %s; %s ok %s %s; ".formatted(words[0], name, asked, words[0], name, words[3]));
    }
    return events.substring(0, events.length() - 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // What overlaps is in no order.
        "0 i w x 1; 1 i w x 2; 0 ok w x 1; 1 ok w x 2; 0 i r x nil; 0 ok r x 2|VUUU",
        "0 i w x 1; 1 i w x 2; 0 ok w x 1; 1 ok w x 2; 2 i r x nil; 2 ok r x 2;"
            + " 2 i r x nil; 2 ok r x 1|UVUU",
        // What may not have happened need not be seen.
        "0 i w x 1; 0 info w x 1; 0 i r x nil; 0 ok r x nil|UUUU",
        // But once it was read it has.
        "0 i w x 1; 0 info w x 1; 1 i r x nil; 1 ok r x 1; 1 i r x nil; 1 ok r x nil|UIUU",
        // What failed never has.
        "0 i w x 1; 0 fail w x 1; 0 i r x nil; 0 ok r x nil|UUUU",
      })
  void whatIsInNoOrderBreaksNothing(String events, String verdicts) {
    assertEquals(verdicts, letters(events, false));
  }

  private static String letters(String events, boolean perKey) {
    SessionGuarantees found = SessionGuarantees.of(HistoryText.of(events).operations(), perKey);
    return letter(found.readYourWrites())
        + letter(found.monotonicReads())
        + letter(found.monotonicWrites())
        + letter(found.writesFollowReads());
  }

  private static String letter(Verdict verdict) {
    return verdict.kind().name().substring(0, 1);
  }
}
