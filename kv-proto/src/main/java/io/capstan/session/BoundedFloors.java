package io.capstan.session;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A map from what was seen to how far it was seen, that forgets the lowest floors when it is full
 * and remembers the highest floor that it forgot.
 *
 * <p>Invariant: every listed floor is above {@link #forgotten}. So what is not listed was seen no
 * further than {@code forgotten}, and a floor may be raised or merged in any order: the result
 * lists exactly the floors above the highest one that any order would have forgotten. That makes
 * {@link #merge} commutative, associative and idempotent, and no floor is lost: each is still
 * listed, or covered by {@code forgotten}.
 *
 * <p>The tempting wrong change is to list a floor at or below {@code forgotten}: the same key may
 * have been forgotten with a higher one.
 *
 * <p>Thread safety: immutable.
 */
final class BoundedFloors<K extends Comparable<K>, F extends Comparable<F>> {
  private final int limit;
  private final SortedMap<K, F> floors;
  private final @Nullable F forgotten;

  private BoundedFloors(int limit, SortedMap<K, F> floors, @Nullable F forgotten) {
    this.limit = limit;
    this.floors = floors;
    this.forgotten = forgotten;
  }

  /** Nothing seen. */
  static <K extends Comparable<K>, F extends Comparable<F>> BoundedFloors<K, F> none(int limit) {
    return new BoundedFloors<K, F>(limit, new TreeMap<>(), null);
  }

  /**
   * The floors that were listed and forgotten elsewhere.
   *
   * @throws IllegalArgumentException when they break the invariant or are too many
   */
  static <K extends Comparable<K>, F extends Comparable<F>> BoundedFloors<K, F> of(
      int limit, SortedMap<K, F> listed, @Nullable F forgotten) {
    if (listed.size() > limit) {
      throw new IllegalArgumentException(listed.size() + " floors, limit " + limit);
    }
    for (Map.Entry<K, F> entry : listed.entrySet()) {
      if (forgotten != null && entry.getValue().compareTo(forgotten) <= 0) {
        throw new IllegalArgumentException("floor " + entry + " is not above " + forgotten);
      }
    }
    return new BoundedFloors<>(limit, new TreeMap<>(listed), forgotten);
  }

  /** What was seen of one key, when it is listed. */
  @Nullable F get(K key) {
    return floors.get(key);
  }

  /** The highest floor that is not listed any more; a bound on every key that is not listed. */
  Optional<F> forgotten() {
    return Optional.ofNullable(forgotten);
  }

  /** The highest floor, listed or forgotten. */
  Optional<F> highest() {
    return floors.values().stream().max(Comparator.naturalOrder()).or(this::forgotten);
  }

  /** The listed floors, by key. */
  Iterable<Map.Entry<K, F>> listed() {
    return floors.entrySet();
  }

  int size() {
    return floors.size();
  }

  boolean isEmpty() {
    return floors.isEmpty() && forgotten == null;
  }

  /** These floors, one of them at least as high as given. */
  BoundedFloors<K, F> raise(K key, F floor) {
    if (covers(key, floor)) {
      return this;
    }
    TreeMap<K, F> raised = new TreeMap<>(floors);
    raised.put(key, floor);
    return bounded(raised, forgotten);
  }

  /** The higher of both, key by key. */
  BoundedFloors<K, F> merge(BoundedFloors<K, F> other) {
    if (coversAll(other)) {
      return this;
    }
    TreeMap<K, F> merged = new TreeMap<>(floors);
    other.floors.forEach((key, floor) -> merged.merge(key, floor, BoundedFloors::higher));
    return bounded(merged, higherOrNull(forgotten, other.forgotten));
  }

  /** The floor of one key alone, and what was forgotten. */
  BoundedFloors<K, F> only(K key) {
    TreeMap<K, F> one = new TreeMap<>();
    F floor = floors.get(key);
    if (floor != null) {
      one.put(key, floor);
    }
    return new BoundedFloors<>(limit, one, forgotten);
  }

  private boolean covers(K key, F floor) {
    F listed = floors.get(key);
    return (listed != null && listed.compareTo(floor) >= 0) || isForgotten(floor);
  }

  private boolean coversAll(BoundedFloors<K, F> other) {
    if (other.forgotten != null && !isForgotten(other.forgotten)) {
      return false;
    }
    return other.floors.entrySet().stream().allMatch(e -> covers(e.getKey(), e.getValue()));
  }

  private boolean isForgotten(F floor) {
    return forgotten != null && floor.compareTo(forgotten) <= 0;
  }

  private BoundedFloors<K, F> bounded(SortedMap<K, F> wanted, @Nullable F forgottenBefore) {
    F cut = forgottenBefore;
    if (wanted.size() > limit) {
      cut = higherOrNull(cut, highestToForget(wanted));
    }
    if (cut != null) {
      F bar = cut;
      wanted.values().removeIf(floor -> floor.compareTo(bar) <= 0);
    }
    return new BoundedFloors<>(limit, wanted, cut);
  }

  /** The lowest floor that leaves at most {@link #limit} above it. */
  private F highestToForget(SortedMap<K, F> wanted) {
    return wanted.values().stream()
        .sorted(Comparator.reverseOrder())
        .skip(limit)
        .findFirst()
        .orElseThrow();
  }

  private static <F extends Comparable<F>> F higher(F a, F b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static <F extends Comparable<F>> @Nullable F higherOrNull(@Nullable F a, @Nullable F b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return higher(a, b);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BoundedFloors<?, ?> that
        && floors.equals(that.floors)
        && forgotten().equals(that.forgotten());
  }

  @Override
  public int hashCode() {
    return 31 * floors.hashCode() + forgotten().hashCode();
  }

  @Override
  public String toString() {
    return floors + (forgotten == null ? "" : " forgotten " + forgotten);
  }
}
