package io.capstan.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.peer.v1.Formats;
import io.capstan.server.transport.FormatRanges.Range;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatRangesTest {
  @ParameterizedTest
  @CsvSource({
    "1,1, 1,1, true",
    "1,2, 2,3, true",
    "2,3, 1,2, true",
    "1,9, 4,5, true",
    "1,1, 2,2, false",
    "3,4, 1,2, false",
    "1,1, 0,0, false",
  })
  void rangesOverlapWhenSomeFormatIsInBoth(
      int from, int to, int otherFrom, int otherTo, boolean overlap) {
    assertEquals(overlap, new Range(from, to).overlaps(new Range(otherFrom, otherTo)));
  }

  @Test
  void theFirstKindWithoutACommonFormatIsNamedWithBothRanges() {
    FormatRanges other = new FormatRanges(new Range(1, 1), new Range(1, 2), new Range(3, 4));
    assertEquals(
        Optional.of("row formats 1..1 here, 3..4 there"), FormatRanges.OURS.conflict(other));
    assertEquals(Optional.empty(), FormatRanges.OURS.conflict(FormatRanges.OURS));
  }

  @Test
  void whatTravelsIsWhatArrivesAndNothingIsNoFormatAtAll() {
    assertEquals(FormatRanges.OURS, FormatRanges.of(FormatRanges.OURS.toProto()));
    FormatRanges none = FormatRanges.of(Formats.getDefaultInstance());
    assertEquals(
        Optional.of("frame formats 1..1 here, 0..0 there"), FormatRanges.OURS.conflict(none));
  }

  @Test
  void theFormatsOfThisProgram() {
    Range one = new Range(1, 1);
    assertEquals(new FormatRanges(one, one, one), FormatRanges.OURS);
  }
}
