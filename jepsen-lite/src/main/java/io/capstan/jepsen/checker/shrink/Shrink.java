package io.capstan.jepsen.checker.shrink;

import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes operations away from a history that breaks a promise for as long as the rest breaks it too:
 * first parts of it, ever smaller (ddmin, Zeller and Hildebrandt 2002), then one by one.
 *
 * <p>With an operation stay those that its answer rests on, such as the write of a value that was
 * read. Otherwise every read alone would break the promise that nothing is made up.
 */
public final class Shrink {
  /**
   * What is left.
   *
   * @param history each event at the position that it had in the whole
   * @param operations how many
   * @param tries how many histories were judged
   * @param minimal whether no single operation can be taken away; false: it took too many tries
   */
  public record Witness(History history, int operations, int tries, boolean minimal) {}

  private final Parts parts;
  private final Sources sources;
  private final int operations;
  private final Predicate<History> fails;
  private final int triesMax;
  private int tries;

  private Shrink(History whole, Predicate<History> fails, int triesMax) {
    List<Operation> all = whole.operations();
    this.parts = new Parts(whole);
    this.sources = new Sources(all);
    this.operations = all.size();
    this.fails = fails;
    this.triesMax = triesMax;
  }

  /**
   * Shrinks a history.
   *
   * @param fails whether a history breaks the promise; false when that is unknown
   * @param triesMax how many histories may be judged
   * @throws IllegalArgumentException when the whole history does not fail
   */
  public static Witness of(History whole, Predicate<History> fails, int triesMax) {
    Shrink shrink = new Shrink(whole, fails, triesMax);
    BitSet all = new BitSet();
    all.set(0, shrink.operations);
    if (!shrink.fails(all)) {
      throw new IllegalArgumentException("the whole history does not fail, so no part of it does");
    }
    BitSet left = shrink.oneByOne(shrink.byParts(all));
    return new Witness(
        shrink.parts.of(left), left.cardinality(), shrink.tries, shrink.tries < triesMax);
  }

  private BitSet byParts(BitSet all) {
    BitSet left = all;
    int number = 2;
    while (left.cardinality() >= number && tries < triesMax) {
      BitSet smaller = smaller(left, number);
      if (smaller.cardinality() < left.cardinality()) {
        left = smaller;
        number = Math.max(2, Math.min(number - 1, left.cardinality()));
      } else if (number == left.cardinality()) {
        return left;
      } else {
        number = Math.min(2 * number, left.cardinality());
      }
    }
    return left;
  }

  /** One of so many parts, or all but one of them; what was given when none of these fails. */
  private BitSet smaller(BitSet left, int number) {
    int[] numbers = left.stream().toArray();
    List<BitSet> candidates = new ArrayList<>();
    for (int part = 0; part < number; part++) {
      candidates.add(range(numbers, part, number));
    }
    for (int part = 0; part < number && number > 2; part++) {
      BitSet rest = (BitSet) left.clone();
      rest.andNot(candidates.get(part));
      candidates.add(rest);
    }
    for (BitSet candidate : candidates) {
      BitSet closed = sources.with(candidate);
      if (closed.cardinality() < left.cardinality() && fails(closed)) {
        return closed;
      }
    }
    return left;
  }

  private static BitSet range(int[] numbers, int part, int of) {
    BitSet range = new BitSet();
    int end = (int) ((long) numbers.length * (part + 1) / of);
    for (int i = (int) ((long) numbers.length * part / of); i < end; i++) {
      range.set(numbers[i]);
    }
    return range;
  }

  private BitSet oneByOne(BitSet some) {
    BitSet left = some;
    for (boolean goOn = true; goOn; ) {
      goOn = false;
      for (int number : left.stream().toArray()) {
        BitSet without = (BitSet) left.clone();
        without.clear(number);
        without = sources.with(without);
        if (!without.get(number) && without.cardinality() < left.cardinality() && fails(without)) {
          left = without;
          goOn = true;
        }
      }
    }
    return left;
  }

  private boolean fails(BitSet some) {
    if (tries == triesMax) {
      return false;
    }
    tries++;
    return fails.test(parts.of(some));
  }
}
