package io.capstan.jepsen.report;

import java.util.Locale;

/** Text of others, such as keys, values and receipts, made safe to show. */
final class PlainText {
  private static final int SHOWN_MAX = 120;

  private PlainText() {}

  /**
   * The text with every character that a terminal obeys, that turns the direction of writing, that
   * shows nothing or that no file can hold as {@code \}{@code u} and its number.
   */
  static String visible(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            one -> {
              if (harmless(one)) {
                shown.appendCodePoint(one);
              } else {
                shown.append(String.format(Locale.ROOT, "\\u%04x", one));
              }
            });
    return shown.toString();
  }

  /** The same, without the middle of what is long. */
  static String brief(String text) {
    if (text.length() <= SHOWN_MAX) {
      return visible(text);
    }
    int half = SHOWN_MAX / 2;
    return visible(text.substring(0, half) + " … " + text.substring(text.length() - half))
        + " ("
        + Numbers.count(text.length())
        + " characters)";
  }

  private static boolean harmless(int one) {
    return switch (Character.getType(one)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
