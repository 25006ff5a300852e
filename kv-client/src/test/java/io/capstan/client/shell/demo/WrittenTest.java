package io.capstan.client.shell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.client.shell.demo.Question.RowName;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WrittenTest {
  private final Written written = new Written();

  @Test
  void theLatestAcknowledgedValueIsTheOnlyOneForReadsThatSeeIt() {
    written.ended(RowName.MAJORITY, "a", Verdict.SERVED);
    written.ended(RowName.MAJORITY, "b", Verdict.SERVED);
    assertEquals(values("b"), written.allowed(Question.GET_MAJORITY));
  }

  @Test
  void otherReadsMayShowAnyValueThatWasEverWrittenOrNone() {
    written.ended(RowName.ONE, "a", Verdict.SERVED);
    written.ended(RowName.ONE, "b", Verdict.UNKNOWN);
    written.ended(RowName.ONE, "c", Verdict.REFUSED);
    assertEquals(values("a", "b", ""), written.allowed(Question.GET_ONE));
  }

  @Test
  void anUnknownStrongPutMayHappenAtAnyLaterTime() {
    written.ended(RowName.STRONG, "a", Verdict.SERVED);
    written.ended(RowName.STRONG, "b", Verdict.UNKNOWN);
    written.ended(RowName.STRONG, "c", Verdict.SERVED);
    assertEquals(values("b", "c"), written.allowed(Question.STRONG_GET_STRONG));
  }

  @Test
  void anUnknownEventualPutIsHiddenByALaterOne() {
    written.ended(RowName.ALL, "a", Verdict.UNKNOWN);
    assertEquals(values("a", ""), written.allowed(Question.GET_ALL));
    written.ended(RowName.ALL, "b", Verdict.SERVED);
    assertEquals(values("b"), written.allowed(Question.GET_ALL));
  }

  @Test
  void aRefusedPutShowsNowhere() {
    written.ended(RowName.STRONG, "a", Verdict.REFUSED);
    assertEquals(values(""), written.allowed(Question.STRONG_GET_STRONG));
    assertEquals(values(""), written.allowed(Question.STRONG_GET_EVENTUAL));
  }

  /** Values; the empty text stands for no row. */
  private static Set<Optional<String>> values(String... values) {
    return Arrays.stream(values)
        .map(value -> Optional.of(value).filter(text -> !text.isEmpty()))
        .collect(Collectors.toSet());
  }
}
