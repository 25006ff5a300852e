package io.capstan.jepsen.history;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a client did or was told.
 *
 * @param type whether it is a request or which kind of end
 * @param process who: one that has at most one request under way
 * @param nanos when, by one monotonic clock of the whole history
 * @param node id of the node concerned; empty: not known
 * @param level consistency level asked for; empty: none
 * @param operation the verb, such as {@code put}
 * @param key empty: none
 * @param value written or read; null: none
 * @param receipt what an answer says it rests on, as one text; empty: none
 */
public record Event(
    Type type,
    int process,
    long nanos,
    String node,
    String level,
    String operation,
    String key,
    @Nullable String value,
    String receipt) {
  /** The place of an event in the life of a request. */
  public enum Type {
    /** The request was handed in. */
    INVOKE,
    /** It happened. */
    OK,
    /** It did not happen, and never will. */
    FAIL,
    /** It may have happened, or may yet. */
    INFO;

    /** As written in files. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Event {
    if (process < 0) {
      throw new IllegalArgumentException("process " + process + " is below 0");
    }
  }

  /** Without a receipt. */
  public Event(
      Type type,
      int process,
      long nanos,
      String node,
      String level,
      String operation,
      String key,
      @Nullable String value) {
    this(type, process, nanos, node, level, operation, key, value, "");
  }

  /** What became of this request. */
  public Event end(Type type, long nanos, @Nullable String value) {
    if (type == Type.INVOKE) {
      throw new IllegalArgumentException("an end is OK, FAIL or INFO");
    }
    return new Event(type, process, nanos, node, level, operation, key, value);
  }

  /** The same with who answered, and the receipt of the answer. */
  public Event answeredBy(String node, String receipt) {
    return new Event(type, process, nanos, node, level, operation, key, value, receipt);
  }
}
