package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;

/**
 * Verdicts as a terminal shows them, in colour or plain. Everything painted is longer than its text
 * by the same number of characters, so that columns of it stay aligned.
 */
record Paint(boolean colours) {
  private static final String PLAIN = "39";

  String heading(String text) {
    return painted(PLAIN, text);
  }

  String verdict(Verdict.Kind kind) {
    String colour =
        switch (kind) {
          case VALID -> "32";
          case UNKNOWN -> "33";
          case INVALID -> "31";
        };
    return painted(colour, kind.name());
  }

  private String painted(String colour, String text) {
    return colours ? "\033[" + colour + "m" + text + "\033[0m" : text;
  }
}
