package io.capstan.jepsen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void onlyAllIsAHundredPercentAndOnlyNoneIsZero() {
    assertEquals("100 %", Numbers.percent(3000, 3000));
    assertEquals("99.9 %", Numbers.percent(99_999, 100_000));
    assertEquals("57.0 %", Numbers.percent(57, 100));
    assertEquals("< 0.1 %", Numbers.percent(1, 100_000));
    assertEquals("0.0 %", Numbers.percent(0, 5));
    assertEquals("–", Numbers.percent(0, 0));
  }

  @Test
  void durationsHaveTheUnitThatSuitsThem() {
    assertEquals("0 ms", Numbers.duration(Duration.ZERO));
    assertEquals("0.042 ms", Numbers.nanos(42_000));
    assertEquals("2.3 ms", Numbers.nanos(2_345_000));
    assertEquals("234 ms", Numbers.nanos(234_400_000));
    assertEquals("1.50 s", Numbers.nanos(1_500_000_000));
    assertEquals("3,600 s", Numbers.duration(Duration.ofHours(1)));
  }

  @Test
  void numbersHaveNoDigitsThatTheyDoNotNeed() {
    assertEquals("10", Numbers.plain(10));
    assertEquals("0.25", Numbers.plain(0.25));
    assertEquals("0", Numbers.plain(0));
  }

  @Test
  void whatATerminalObeysIsShownByItsNumber() {
    assertEquals("a\\u001b[31mb", PlainText.visible("a\033[31mb"));
    assertEquals("\\u202eabc\\ud800", PlainText.visible("\u202eabc\ud800"));
    assertEquals("ключ → 値 😀", PlainText.visible("ключ → 値 😀"));
  }

  @Test
  void theMiddleOfALongTextIsLeftOutAndItsLengthSaid() {
    String brief = PlainText.brief("a".repeat(60) + "-".repeat(9880) + "z".repeat(60));
    assertEquals("a".repeat(60) + " … " + "z".repeat(60) + " (10,000 characters)", brief);
  }
}
