package io.capstan.client.shell.demo;

/** How a request ended. */
enum Verdict {
  SERVED("ok"),
  REFUSED("refused"),
  /** A write that may have happened, or may yet. */
  UNKNOWN("unknown");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
