package io.capstan.jepsen.checker.model;

import io.capstan.jepsen.checker.model.SetSpec.Add;
import io.capstan.jepsen.checker.model.SetSpec.Read;
import io.capstan.jepsen.checker.model.SetSpec.Step;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set whose reads are known beforehand. As it only grows, they come in the order of their sizes,
 * and an element that first shows in one read cannot be added before all of the read before is
 * there. Elements that nobody reads are one: bit 0.
 */
final class WatchedSet implements Model<BitSet, Step> {
  private static final int UNREAD = 0;

  private final Map<String, Integer> bits = new HashMap<>();

  /** What must be there before an element is added. */
  private final Map<Integer, BitSet> before = new HashMap<>();

  private final Map<Set<String>, BitSet> reads = new HashMap<>();

  private WatchedSet() {}

  static WatchedSet of(List<Step> steps) {
    WatchedSet model = new WatchedSet();
    BitSet latest = new BitSet();
    List<Set<String>> bySize =
        steps.stream()
            .filter(Read.class::isInstance)
            .map(step -> ((Read) step).elements())
            .distinct()
            .sorted(Comparator.comparingInt(Set::size))
            .toList();
    for (Set<String> read : bySize) {
      latest = model.addRead(read, latest);
    }
    model.before.put(UNREAD, latest);
    return model;
  }

  private BitSet addRead(Set<String> elements, BitSet latest) {
    BitSet read = new BitSet();
    for (String element : elements) {
      int bit = bits.computeIfAbsent(element, absent -> bits.size() + 1);
      before.putIfAbsent(bit, latest);
      read.set(bit);
    }
    reads.put(elements, read);
    return read;
  }

  @Override
  public BitSet initial() {
    return new BitSet();
  }

  @Override
  public @Nullable BitSet step(BitSet state, Step step) {
    if (step instanceof Read read) {
      return state.equals(reads.get(read.elements())) ? state : null;
    } else if (step instanceof Add add) {
      int bit = bits.getOrDefault(add.element(), UNREAD);
      return state.get(bit) ? state : added(state, bit);
    }
    throw new AssertionError("a new kind of step: " + step);
  }

  private @Nullable BitSet added(BitSet state, int bit) {
    BitSet missing = (BitSet) before.getOrDefault(bit, new BitSet()).clone();
    missing.andNot(state);
    if (!missing.isEmpty()) {
      return null;
    }
    BitSet after = (BitSet) state.clone();
    after.set(bit);
    return after;
  }

  @Override
  public boolean observes(Step step) {
    return step instanceof Read;
  }
}
