package io.capstan.client.shell.demo;

import io.capstan.client.shell.demo.Question.RowName;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the puts of the demo's one session wrote, and so what its reads may show.
 *
 * <p>A put of unknown outcome in the STRONG keyspace may happen at any later time. In the EVENTUAL
 * one a later put that is acknowledged has the later stamp and hides it.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Written {
  private final Map<RowName, String> acknowledged = new EnumMap<>(RowName.class);
  private final Map<RowName, Set<Optional<String>>> unknown = new EnumMap<>(RowName.class);
  private final Map<RowName, Set<Optional<String>>> ever = new EnumMap<>(RowName.class);

  /** A put of a value into a row ended. */
  void ended(RowName row, String value, Verdict verdict) {
    if (verdict == Verdict.REFUSED) {
      return;
    }
    of(ever, row).add(Optional.of(value));
    if (verdict == Verdict.UNKNOWN) {
      of(unknown, row).add(Optional.of(value));
      return;
    }
    acknowledged.put(row, value);
    if (row != RowName.STRONG) {
      of(unknown, row).clear();
    }
  }

  /** What a read may show now; nothing of a put. Rows that are not there count as a value. */
  Set<Optional<String>> allowed(Question question) {
    if (question.isPut()) {
      return Set.of();
    }
    Set<Optional<String>> allowed = new HashSet<>();
    if (question.seesTheLatest()) {
      allowed.add(Optional.ofNullable(acknowledged.get(question.row())));
      allowed.addAll(of(unknown, question.row()));
    } else {
      allowed.add(Optional.empty());
      allowed.addAll(of(ever, question.row()));
    }
    return allowed;
  }

  private static Set<Optional<String>> of(Map<RowName, Set<Optional<String>>> map, RowName row) {
    return map.computeIfAbsent(row, unused -> new HashSet<>());
  }
}
