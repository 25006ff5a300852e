package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether all nodes give the same answers once all is quiet. */
public final class Convergence {
  private Convergence() {}

  /** The acknowledged reads that begin at a place of the history or later. */
  public static List<Operation> reads(List<Operation> operations, int from) {
    return operations.stream()
        .filter(one -> one.acknowledged() && one.start() >= from)
        .filter(one -> one.invoke().operation().startsWith("read"))
        .toList();
  }

  /**
   * Judges the last reads of all keys.
   *
   * @param form of a value, so that equal forms are equal contents
   */
  public static Verdict of(List<Operation> reads, Function<@Nullable String, ?> form) {
    Map<String, Map<String, @Nullable String>> valuesByKey = new TreeMap<>();
    for (Operation read : reads) {
      valuesByKey
          .computeIfAbsent(read.invoke().key(), added -> new TreeMap<>())
          .put(read.invoke().node(), read.end().value());
    }
    Tally keys = new Tally("keys that several nodes were asked for");
    valuesByKey.forEach(
        (key, byNode) -> {
          if (byNode.size() > 1) {
            boolean differ = byNode.values().stream().map(form).distinct().count() > 1;
            keys.look(differ, "key " + key + " is " + byNode);
          }
        });
    return keys.verdict();
  }
}
