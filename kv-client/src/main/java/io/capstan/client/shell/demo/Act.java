package io.capstan.client.shell.demo;

/** A part of the tour, and a column of its closing table. */
enum Act {
  ALL_UP(1, "all up", "What is served while all nodes are up?"),
  ONE_STOPPED(2, "one stopped", "And when the leader is stopped?"),
  MINORITY(3, "minority", "And when only a minority is left?"),
  HEALED(4, "healed", "And when all nodes go on?");

  private final int number;
  private final String column;
  private final String title;

  Act(int number, String column, String title) {
    this.number = number;
    this.column = column;
    this.title = title;
  }

  /** From 1. */
  int number() {
    return number;
  }

  String column() {
    return column;
  }

  String title() {
    return title;
  }

  /** What the puts of this act write. */
  String value() {
    return "act " + number;
  }
}
