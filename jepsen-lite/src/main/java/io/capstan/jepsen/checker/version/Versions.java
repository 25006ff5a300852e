package io.capstan.jepsen.checker.version;

import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writes of every key, and which of them each read can have seen. Nothing was written before
 * the history.
 */
final class Versions {
  /** The place of what was there before the history. */
  static final int BEFORE_ALL = -1;

  /**
   * What a read can have seen.
   *
   * @param since start of the oldest write that it can be
   * @param by where the last of these was certainly there for all to see; {@link Operation#NEVER}:
   *     nowhere
   */
  record Seen(int since, int by) {
    /** Is everything that it can be certainly older than a write that began there? */
    boolean olderThan(int writeStart) {
      return by < writeStart;
    }
  }

  private record Key(String key, @Nullable String value) {}

  private final List<Access> accesses;
  private final Map<Key, List<Access>> writes = new HashMap<>();

  /** By the start of a write. */
  private final Map<Integer, Integer> visibleBy = new HashMap<>();

  /** By the start of a read. */
  private final Map<Integer, Seen> seen = new HashMap<>();

  Versions(List<Access> accesses) {
    this.accesses = List.copyOf(accesses);
    for (Access access : accesses) {
      if (access.write()) {
        writes
            .computeIfAbsent(new Key(access.key(), access.value()), added -> new ArrayList<>())
            .add(access);
        visibleBy.put(access.start(), access.finish());
      }
    }
    List<Access> reads = accesses.stream().filter(access -> !access.write()).toList();
    reads.forEach(this::noteVisible);
    reads.forEach(this::noteSeen);
  }

  List<Access> accesses() {
    return accesses;
  }

  /** What a read can have seen; null: nobody had begun to write its value. */
  @Nullable Seen seen(Access read) {
    return seen.get(read.start());
  }

  /** Where a write was certainly there for all to see; {@link Operation#NEVER}: nowhere. */
  int visibleBy(Access write) {
    return visibleBy.getOrDefault(write.start(), Operation.NEVER);
  }

  /** The one write that a read can have seen; null: there are several, or none. */
  @Nullable Access source(Access read) {
    List<Access> candidates = candidates(read);
    return candidates.size() == 1 && read.value() != null ? candidates.get(0) : null;
  }

  private List<Access> candidates(Access read) {
    return writes.getOrDefault(new Key(read.key(), read.value()), List.of()).stream()
        .filter(write -> write.start() < read.finish())
        .toList();
  }

  private void noteVisible(Access read) {
    Access source = source(read);
    if (source != null) {
      visibleBy.merge(source.start(), read.finish(), Math::min);
    }
  }

  private void noteSeen(Access read) {
    List<Access> candidates = candidates(read);
    if (read.value() == null) {
      int by = candidates.stream().mapToInt(this::visibleBy).max().orElse(BEFORE_ALL);
      seen.put(read.start(), new Seen(BEFORE_ALL, by));
    } else if (!candidates.isEmpty()) {
      int since = candidates.stream().mapToInt(Access::start).min().orElseThrow();
      int by = candidates.stream().mapToInt(this::visibleBy).max().orElseThrow();
      seen.put(read.start(), new Seen(since, by));
    }
  }
}
