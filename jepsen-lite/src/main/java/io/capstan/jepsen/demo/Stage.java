package io.capstan.jepsen.demo;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where the demo's requests are made: a column of its closing table. Pure. */
enum Stage {
  TOGETHER(1, "together", 3, "before"),
  CUT_OFF(2, "cut off", 1, "minority"),
  OTHERS(2, "the others", 2, "majority"),
  HEALED(3, "healed", 3, "after");

  private final int act;
  private final String column;
  private final int replicas;
  private final String value;

  Stage(int act, String column, int replicas, String value) {
    this.act = act;
    this.column = column;
    this.replicas = replicas;
    this.value = value;
  }

  int act() {
    return act;
  }

  String column() {
    return column;
  }

  /** What puts write here. */
  String value() {
    return value;
  }

  /** Are enough of the three replicas in reach for it? */
  boolean serves(Question question) {
    return replicas >= question.needs();
  }

  /** What a read may show here; empty: no row. After the healing all replicas are equal. */
  Set<Optional<String>> mayShow(Question question) {
    Set<Optional<String>> values = new HashSet<>(Set.of(Optional.of(newest(question))));
    if (question.mayLag() && this != HEALED) {
      values.addAll(Set.of(Optional.of(TOGETHER.value), Optional.empty()));
    }
    return values;
  }

  private String newest(Question question) {
    return switch (this) {
      case TOGETHER -> TOGETHER.value;
      case CUT_OFF -> question.isStrong() ? TOGETHER.value : CUT_OFF.value;
      case OTHERS, HEALED -> OTHERS.value; // which had the last word
    };
  }
}
