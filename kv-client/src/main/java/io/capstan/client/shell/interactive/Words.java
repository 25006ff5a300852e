package io.capstan.client.shell.interactive;

import java.util.List;
import java.util.Optional;

/**
 * The words of one input, which may have several lines.
 *
 * <p>Blanks and line ends separate words. {@code '…'} takes everything as it is. {@code "…"} knows
 * {@code \"}, {@code \\}, {@code \n} and {@code \t}; another backslash stands for itself. {@code
 * """…"""} takes lines as they are, without the line end right after the opening and the one right
 * before the closing. Outside of quotes a backslash takes the next character as it is, and a line
 * end away. A line that begins with {@code #} is a comment.
 *
 * @param words in their order
 * @param missing what an unfinished input waits for; empty: it is finished
 */
record Words(List<Word> words, Optional<String> missing) {
  Words {
    words = List.copyOf(words);
  }

  /**
   * One word.
   *
   * @param text without quotes
   * @param start where it begins in the input
   * @param end behind its last character in the input
   */
  record Word(String text, int start, int end) {}

  /** Takes an input apart; one that is not finished gives the words that there are so far. */
  static Words of(String input) {
    return new WordScanner(input).scan();
  }

  List<String> texts() {
    return words.stream().map(Word::text).toList();
  }

  /** A word as it must be typed to be read as it is. */
  static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> Character.isWhitespace(c) || "'\"\\#".indexOf(c) >= 0);
    return plain ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
