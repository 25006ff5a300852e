package io.capstan.jepsen.history;

import java.util.regex.Pattern;

/** A form that a history is stored in. */
public enum Format {
  /** What {@link HistoryWriter} writes. */
  CAPSTAN("capstan"),
  /** Jepsen's and Knossos' EDN: maps, one after another or in one vector. */
  EDN("edn"),
  /** The same as JSON; also jepsen-in-java's lines, with words in upper case. */
  JSON("json"),
  /** Jepsen's log or stored text: process, type, function and value in columns. */
  LOG("log");

  private static final Pattern COLUMNS = Pattern.compile("^:?\\w+\\s+:(invoke|info)\\s");

  private final String word;

  Format(String word) {
    this.word = word;
  }

  /** As written on a command line. */
  public String word() {
    return word;
  }

  /**
   * Guesses from the beginning of a text.
   *
   * @return EDN when nothing tells, as of an empty text
   */
  public static Format of(String beginning) {
    String text = beginning.stripLeading();
    boolean structured = !text.isEmpty() && "{[(;#".indexOf(text.charAt(0)) >= 0;
    if (!structured && (text.contains("jepsen.util") || COLUMNS.matcher(text).find())) {
      return LOG;
    }
    if (text.startsWith("{") && text.contains("\"nanos\"")) {
      return CAPSTAN;
    }
    String inner = text.startsWith("[") ? text.substring(1).stripLeading() : text;
    boolean quoted = inner.startsWith("{") && inner.substring(1).stripLeading().startsWith("\"");
    return quoted ? JSON : EDN;
  }
}
