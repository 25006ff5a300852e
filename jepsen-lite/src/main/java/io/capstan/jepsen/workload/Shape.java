package io.capstan.jepsen.workload;

/**
 * How requests are spread over keys. Keys are few at a time, so that requests meet, and each gets
 * few requests, so that the search for an order stays small.
 *
 * @param keysAtOnce how many keys a client uses at the same time
 * @param operationsPerKey how many requests a key gets at most, the last reads apart
 * @param readShare the part of the requests that are reads, from 0 to 1
 */
public record Shape(int keysAtOnce, int operationsPerKey, double readShare) {
  /** How many clients use the same keys. */
  static final int CLIENTS_PER_KEY = 5;

  /** Four keys at once, 150 requests each, half of them reads. */
  public static final Shape USUAL = new Shape(4, 150, 0.5);

  public Shape {
    if (keysAtOnce < 1 || operationsPerKey < CLIENTS_PER_KEY) {
      throw new IllegalArgumentException(
          "%d keys of %d operations; at least 1 of %d are needed"
              .formatted(keysAtOnce, operationsPerKey, CLIENTS_PER_KEY));
    }
    if (!(readShare >= 0 && readShare <= 1)) {
      throw new IllegalArgumentException("a read share of " + readShare + " is not from 0 to 1");
    }
  }

  /** How many requests each client makes about a key. */
  int operationsPerClient() {
    return operationsPerKey / CLIENTS_PER_KEY;
  }
}
