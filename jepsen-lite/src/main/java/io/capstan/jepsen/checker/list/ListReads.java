package io.capstan.jepsen.checker.list;

import io.capstan.jepsen.checker.Elements;
import io.capstan.jepsen.checker.Tally;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What reads of lists that are only appended to show, whatever the level they were made at.
 *
 * @param consistentPrefix of any two reads of a key one is the beginning of the other
 * @param noDuplicates no read shows an element more often than it was asked to be appended
 */
public record ListReads(Verdict consistentPrefix, Verdict noDuplicates) {
  /**
   * Judges operations {@code append} of an element and {@code read} of a sequence, each of one key;
   * others are left out.
   *
   * @throws IllegalArgumentException for a read that was told no sequence
   */
  public static ListReads of(List<Operation> operations) {
    Map<String, List<Read>> readsByKey = new HashMap<>();
    Map<String, Map<String, Integer>> appendsByKey = new HashMap<>();
    for (Operation operation : operations) {
      String key = operation.invoke().key();
      boolean possible = operation.acknowledged() || operation.unknown();
      if (operation.invoke().operation().equals("append") && possible) {
        appendsByKey
            .computeIfAbsent(key, added -> new HashMap<>())
            .merge(String.valueOf(operation.invoke().value()), 1, Integer::sum);
      } else if (operation.invoke().operation().equals("read") && operation.acknowledged()) {
        readsByKey.computeIfAbsent(key, added -> new ArrayList<>()).add(read(operation));
      }
    }
    Tally prefixes = new Tally("reads of lists");
    Tally duplicates = new Tally("reads of lists");
    readsByKey.forEach(
        (key, reads) -> {
          comparePrefixes(reads, prefixes);
          countElements(reads, appendsByKey.getOrDefault(key, Map.of()), duplicates);
        });
    return new ListReads(prefixes.verdict(), duplicates.verdict());
  }

  private record Read(Operation operation, List<String> elements) {}

  private static Read read(Operation operation) {
    return new Read(operation, Elements.of(operation.end().value()));
  }

  /** Each need only be compared with the next longer one. */
  private static void comparePrefixes(List<Read> reads, Tally prefixes) {
    List<Read> byLength = new ArrayList<>(reads);
    byLength.sort(Comparator.comparingInt(read -> read.elements().size()));
    for (int i = 0; i < byLength.size(); i++) {
      Read shorter = byLength.get(i);
      Read longer = byLength.get(Math.min(i + 1, byLength.size() - 1));
      List<String> beginning = longer.elements().subList(0, shorter.elements().size());
      prefixes.look(
          !beginning.equals(shorter.elements()),
          shorter.operation() + " is no beginning of " + longer.operation());
    }
  }

  private static void countElements(
      List<Read> reads, Map<String, Integer> appends, Tally duplicates) {
    for (Read read : reads) {
      Map<String, Integer> shown = new HashMap<>();
      Set<String> tooOften = new HashSet<>();
      for (String element : read.elements()) {
        int count = shown.merge(element, 1, Integer::sum);
        if (count > appends.getOrDefault(element, 0)) {
          tooOften.add(element);
        }
      }
      duplicates.look(
          !tooOften.isEmpty(), read.operation() + " shows " + tooOften + " more often than asked");
    }
  }
}
