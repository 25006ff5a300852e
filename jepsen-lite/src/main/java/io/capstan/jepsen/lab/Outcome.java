package io.capstan.jepsen.lab;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a seed showed.
 *
 * @param operations how many requests or judgements it rests on
 * @param verdict one word
 * @param asExpected whether it is what it should be: of a store that is broken on purpose, INVALID
 * @param details more, by name
 */
record Outcome(
    long operations, String verdict, boolean asExpected, SortedMap<String, String> details) {
  Outcome(long operations, String verdict, boolean asExpected, Map<String, String> details) {
    this(operations, verdict, asExpected, new TreeMap<>(details));
  }
}
