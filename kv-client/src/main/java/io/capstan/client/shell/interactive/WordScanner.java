package io.capstan.client.shell.interactive;

import io.capstan.client.shell.interactive.Words.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes one input apart into {@link Words}.
 *
 * <p>Thread safety: none; for one use.
 */
final class WordScanner {
  private static final String BLOCK = "\"\"\"";

  private final String input;
  private final List<Word> words = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int start = -1;
  private Optional<String> missing = Optional.empty();

  WordScanner(String input) {
    this.input = input;
  }

  Words scan() {
    while (at < input.length()) {
      char c = input.charAt(at);
      if (Character.isWhitespace(c)) {
        endWord();
        at++;
      } else if (c == '#' && start < 0 && words.isEmpty()) {
        skipComment();
      } else {
        takePart(c);
      }
    }
    endWord();
    return new Words(words, missing);
  }

  private void takePart(char c) {
    boolean continuesLine = c == '\\' && at + 1 < input.length() && input.charAt(at + 1) == '\n';
    if (continuesLine) {
      at += 2;
      return;
    }
    start = start < 0 ? at : start;
    switch (c) {
      case '\'' -> takeUntil("'", 1);
      case '"' -> takeDoubleQuoted();
      case '\\' -> takeEscaped();
      default -> {
        text.append(c);
        at++;
      }
    }
  }

  private void takeDoubleQuoted() {
    if (input.startsWith(BLOCK, at)) {
      takeBlock();
      return;
    }
    for (at++; at < input.length(); at++) {
      char c = input.charAt(at);
      if (c == '"') {
        at++;
        return;
      }
      if (c == '\\' && at + 1 < input.length()) {
        at++;
        text.append(unescaped(input.charAt(at)));
      } else {
        text.append(c);
      }
    }
    missing = Optional.of("\"");
  }

  private static String unescaped(char c) {
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case '"', '\\' -> String.valueOf(c);
      default -> "\\" + c;
    };
  }

  private void takeBlock() {
    int length = text.length();
    takeUntil(BLOCK, BLOCK.length());
    if (text.length() > length && text.charAt(length) == '\n') {
      text.deleteCharAt(length);
    }
    int last = text.length() - 1;
    if (missing.isEmpty() && last >= length && text.charAt(last) == '\n') {
      text.deleteCharAt(last);
    }
  }

  /** Everything as it is, up to the closing. */
  private void takeUntil(String closing, int openingLength) {
    int from = at + openingLength;
    int close = input.indexOf(closing, from);
    if (close < 0) {
      missing = Optional.of(closing);
      text.append(input, from, input.length());
      at = input.length();
    } else {
      text.append(input, from, close);
      at = close + closing.length();
    }
  }

  private void takeEscaped() {
    if (at + 1 == input.length()) {
      missing = Optional.of("\\");
      at++;
    } else {
      text.append(input.charAt(at + 1));
      at += 2;
    }
  }

  private void skipComment() {
    int end = input.indexOf('\n', at);
    at = end < 0 ? input.length() : end;
  }

  private void endWord() {
    if (start >= 0) {
      words.add(new Word(text.toString(), start, at));
      text.setLength(0);
      start = -1;
    }
  }
}
