package io.capstan.jepsen.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a client draws its requests from: keys that it shares with the clients of its group, until
 * it has asked enough about each, and values that nobody else has. Thread safety: for one thread.
 */
final class Client {
  /** So many values a client has. */
  private static final long VALUES = 1_000_000;

  private final int number;
  private final Shape shape;
  private final RandomGenerator random;
  private final List<String> open = new ArrayList<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, String> written = new HashMap<>();
  private int keys;
  private long values;

  Client(int number, Shape shape, RandomGenerator random) {
    this.number = number;
    this.shape = shape;
    this.random = random;
  }

  /** A key to ask about next. */
  String key() {
    while (open.size() < shape.keysAtOnce()) {
      open.add("k" + number / Shape.CLIENTS_PER_KEY + "-" + keys++);
    }
    int place = random.nextInt(open.size());
    String key = open.get(place);
    if (asked.merge(key, 1, Integer::sum) == shape.operationsPerClient()) {
      open.remove(place);
    }
    return key;
  }

  /** A value that no other request of the run has. */
  String value() {
    return Long.toString(number * VALUES + ++values);
  }

  /** The same, remembered as what this client wrote last to a key. */
  String valueFor(String key) {
    String value = value();
    written.put(key, value);
    return value;
  }

  /** What this client last asked to write to a key; null: nothing. */
  @Nullable String written(String key) {
    return written.get(key);
  }

  boolean reads() {
    return random.nextDouble() < shape.readShare();
  }

  /** True once in so many times. */
  boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  <T> T anyOf(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
