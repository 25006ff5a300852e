package io.capstan.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * The known word that a mistyped one most likely meant: the one with the smallest edit distance
 * (Levenshtein, a swap of neighbours counting as one). Thread safety: stateless.
 */
public final class Nearest {
  private Nearest() {}

  /**
   * Finds the known word nearest to a given one; of equally near ones, the first in alphabetical
   * order.
   *
   * @return empty when no known word is near enough to be meant: more than a third of the longer
   *     word's letters differ, and more than two
   */
  public static Optional<String> to(String word, Collection<String> known) {
    return known.stream()
        .filter(each -> distance(word, each) <= tolerance(word, each))
        .min(
            Comparator.comparingInt((String each) -> distance(word, each))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int tolerance(String a, String b) {
    return Math.max(2, Math.max(a.length(), b.length()) / 3);
  }

  /** Counts the insertions, deletions, replacements and swaps of neighbours from a to b. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapest(int[][] d, String a, String b, int i, int j) {
    int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    return swapped(a, b, i, j) ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }

  private static boolean swapped(String a, String b, int i, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
