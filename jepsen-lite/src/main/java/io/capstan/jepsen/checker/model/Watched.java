package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.checker.model.TextStep.All;
import io.capstan.jepsen.checker.model.TextStep.Append;
import io.capstan.jepsen.checker.model.TextStep.CompareAndSet;
import io.capstan.jepsen.checker.model.TextStep.Read;
import io.capstan.jepsen.checker.model.TextStep.Write;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The values of one key that somebody reads or compares with.
 *
 * @param texts those that are not nothing, sorted
 * @param appended whether something is appended, so that their beginnings count too
 * @param onlyGrows whether nothing is ever overwritten
 * @param longest length of the longest value that is certainly read
 */
record Watched(
    Set<@Nullable String> values,
    TreeSet<String> texts,
    boolean appended,
    boolean onlyGrows,
    int longest) {

  static Watched of(List<TextStep> steps) {
    Set<@Nullable String> values = new HashSet<>();
    boolean appended = false;
    boolean onlyGrows = true;
    int longest = 0;
    for (TextStep step : steps.stream().flatMap(TextStep::single).toList()) {
      if (step instanceof Read read) {
        values.add(read.value());
        longest = Math.max(longest, read.value() == null ? 0 : read.value().length());
      } else if (step instanceof CompareAndSet cas) {
        values.add(cas.from());
        onlyGrows = false;
      } else if (step instanceof Append) {
        appended = true;
      } else if (step instanceof Write) {
        onlyGrows = false;
      } else if (step instanceof All) {
        throw new AssertionError("steps within steps within steps");
      }
    }
    TreeSet<String> texts = new TreeSet<>();
    values.stream().filter(value -> value != null).forEach(texts::add);
    return new Watched(values, texts, appended, onlyGrows, longest);
  }

  /** Does somebody look for this value, or for one that appending can make of it? */
  boolean mayBecomeKnown(@Nullable String value) {
    if (!appended || values.contains(value)) {
      return values.contains(value);
    }
    String least = texts.ceiling(value == null ? "" : value);
    return least != null && least.startsWith(value == null ? "" : value);
  }
}
