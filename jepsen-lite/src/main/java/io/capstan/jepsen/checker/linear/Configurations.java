package io.capstan.jepsen.checker.linear;

import java.util.Arrays;

/**
 * The configurations that a search has been at: which required calls are placed, the state after
 * them, and which optional calls were used up. One is as good as another with the same placed calls
 * and state that has used no more.
 *
 * <p>Entries lie one after another in one array of words: the entry that follows in the same bucket
 * and the state; first word and number of words of the placed calls; the hash; the words of the
 * placed calls that are neither all ones at the front nor all zeros at the back; the words of the
 * used ones. Thread safety: for one thread.
 */
final class Configurations {
  private static final int HEADER_WORDS = 3;
  private static final int NONE = -1;

  private final Budget budget;
  private final int usedWords;
  private long[] words = new long[1024];
  private int[] buckets = filled(256);
  private int size;
  private int entries;

  /**
   * An empty table.
   *
   * @param usedWords how many words tell which optional calls were used
   */
  Configurations(Budget budget, int usedWords) {
    this.budget = budget;
    this.usedWords = usedWords;
  }

  /**
   * Adds one.
   *
   * @param hash of the placed calls
   * @return false when one as good was there, or memory has run out, as the budget tells
   */
  boolean add(long hash, int state, long[] placed, long[] used) {
    int first = 0;
    while (first < placed.length && placed[first] == -1L) {
      first++;
    }
    int end = placed.length;
    while (end > first && placed[end - 1] == 0) {
      end--;
    }
    long mixed = mix(hash + state);
    for (int at = buckets[bucket(mixed)]; at != NONE; at = (int) words[at]) {
      if (words[at + 2] == mixed && asGood(at, state, placed, first, end, used)) {
        return false;
      }
    }
    return append(mixed, state, placed, first, end, used);
  }

  /** A good spread of bits, as of splitmix64. */
  static long mix(long bits) {
    long z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private boolean asGood(int at, int state, long[] placed, int first, int end, long[] used) {
    if ((int) (words[at] >>> 32) != state || words[at + 1] != pair(end - first, first)) {
      return false;
    }
    int word = at + HEADER_WORDS;
    for (int i = first; i < end; i++) {
      if (words[word++] != placed[i]) {
        return false;
      }
    }
    for (long bits : used) {
      if ((words[word++] & ~bits) != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean append(long mixed, int state, long[] placed, int first, int end, long[] used) {
    int length = HEADER_WORDS + end - first + used.length;
    if (!reserve(length)) {
      return false;
    }
    int bucket = bucket(mixed);
    words[size] = pair(state, buckets[bucket]);
    words[size + 1] = pair(end - first, first);
    words[size + 2] = mixed;
    System.arraycopy(placed, first, words, size + HEADER_WORDS, end - first);
    System.arraycopy(used, 0, words, size + length - used.length, used.length);
    buckets[bucket] = size;
    size += length;
    entries++;
    return true;
  }

  private boolean reserve(int length) {
    if (!budget.words(size + (long) length + buckets.length / 2)) {
      return false;
    }
    if (size + length > words.length) {
      words = Arrays.copyOf(words, Math.max(size + length, words.length * 2));
    }
    if (entries >= buckets.length) {
      rehash();
    }
    return true;
  }

  private void rehash() {
    buckets = filled(buckets.length * 2);
    int at = 0;
    while (at < size) {
      int bucket = bucket(words[at + 2]);
      words[at] = pair((int) (words[at] >>> 32), buckets[bucket]);
      buckets[bucket] = at;
      at += HEADER_WORDS + (int) (words[at + 1] >>> 32) + usedWords;
    }
  }

  private int bucket(long mixed) {
    return (int) mixed & (buckets.length - 1);
  }

  private static long pair(int high, int low) {
    return ((long) high << 32) | (low & 0xFFFFFFFFL);
  }

  private static int[] filled(int length) {
    int[] buckets = new int[length];
    Arrays.fill(buckets, NONE);
    return buckets;
  }
}
