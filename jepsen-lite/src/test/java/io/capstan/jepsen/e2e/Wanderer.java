package io.capstan.jepsen.e2e;

import io.capstan.error.CapstanException;
import io.capstan.runtime.Randoms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A writer that goes from node to node, one step after the other: it reads one of its keys through
 * one node, where it must find what it has last been told was written, and then writes the key
 * through another. Nobody else writes its keys.
 *
 * <p>Thread safety: one thread runs it; the numbers may be read by others.
 */
final class Wanderer implements Runnable {
  private static final int KEYS = 20;
  private static final int KINDS = 10;

  private final String name;
  private final List<Place> places;
  private final RandomGenerator random;
  private final Map<String, Optional<String>> expected = new HashMap<>();
  private final Set<String> unsure = new HashSet<>();
  private volatile boolean ended;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger superseded = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  /** Where it reads and writes: a keyspace, through one node. */
  interface Place {
    Optional<String> get(String key);

    /** Writes a value, for ever or for minutes; whether it was told that a later one holds. */
    boolean put(String key, String value, boolean brief);

    /** The same of a delete. */
    boolean delete(String key);
  }

  Wanderer(String name, List<Place> places, long seed) {
    this.name = name;
    this.places = List.copyOf(places);
    this.random = Randoms.seeded(seed);
  }

  @Override
  public void run() {
    for (int step = 0; !ended; step++) {
      String key = name + "-" + random.nextInt(KEYS);
      check(key);
      write(key, name + "-value-" + step);
    }
  }

  void end() {
    ended = true;
  }

  /** What every node must show, for the keys of which that is known. */
  Map<String, Optional<String>> expected() {
    Map<String, Optional<String>> known = new HashMap<>(expected);
    known.keySet().removeAll(unsure);
    return known;
  }

  int acknowledged() {
    return acknowledged.get();
  }

  private Place anywhere() {
    return places.get(random.nextInt(places.size()));
  }

  private void check(String key) {
    if (unsure.contains(key)) {
      return;
    }
    try {
      Optional<String> found = anywhere().get(key);
      Optional<String> wanted = expected.getOrDefault(key, Optional.empty());
      if (!found.equals(wanted)) {
        throw new AssertionError("%s: %s instead of %s".formatted(key, found, wanted));
      }
    } catch (CapstanException refusal) {
      refused.incrementAndGet();
    }
  }

  private void write(String key, String value) {
    int kind = random.nextInt(KINDS);
    try {
      boolean later = kind == 0 ? anywhere().delete(key) : anywhere().put(key, value, kind == 1);
      if (later) {
        superseded.incrementAndGet();
      } else {
        acknowledged.incrementAndGet();
        unsure.remove(key);
        expected.put(key, kind == 0 ? Optional.empty() : Optional.of(value));
      }
    } catch (CapstanException refusal) {
      if (refusal.failure().definite()) {
        refused.incrementAndGet();
      } else {
        unknown.incrementAndGet();
        unsure.add(key);
      }
    }
  }

  @Override
  public String toString() {
    return "%s: %s acknowledged, %s superseded, %s refused, %s unknown"
        .formatted(name, acknowledged, superseded, refused, unknown);
  }
}
