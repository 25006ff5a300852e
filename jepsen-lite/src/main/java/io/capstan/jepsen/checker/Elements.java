package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.foreign.Datum;
import io.capstan.jepsen.history.foreign.EdnReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads values that are sets or lists. */
public final class Elements {
  private Elements() {}

  /** Whether a value is a sequence. */
  public static boolean areIn(String value) {
    try {
      var unused = of(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The elements of a sequence such as {@code [a b c]}; none of null.
   *
   * @throws IllegalArgumentException for what is no sequence
   */
  public static List<String> of(@Nullable String value) {
    if (value == null) {
      return List.of();
    }
    if (!(EdnReader.parse(value) instanceof Datum.Items items)) {
      throw new IllegalArgumentException("a list or set is a sequence, not " + value);
    }
    return items.items().stream().map(item -> String.valueOf(item.plain())).toList();
  }
}
