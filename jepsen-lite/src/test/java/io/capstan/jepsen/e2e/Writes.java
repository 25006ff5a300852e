package io.capstan.jepsen.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.retry.UnknownWrite;
import io.capstan.error.GrpcErrors;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Recorder;
import io.capstan.runtime.Ticker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes through a client, a number of them in flight at a time, with their history.
 *
 * <p>Thread safety: the loops are for one thread at a time.
 */
final class Writes {
  private static final int KEY_DIGITS = 7;

  private final AsyncKeyspace keyspace;
  private final int inFlightMax;
  private final Semaphore places;
  private final Recorder recorder = new Recorder(Ticker.system());
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Map<Event, UnknownWrite> unknown = new ConcurrentHashMap<>();
  private int next;

  Writes(AsyncKeyspace keyspace, int inFlightMax) {
    this.keyspace = keyspace;
    this.inFlightMax = inFlightMax;
    this.places = new Semaphore(inFlightMax);
  }

  List<Event> history() {
    return recorder.events();
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** What may have happened, by its request. */
  Map<Event, UnknownWrite> unknown() {
    return unknown;
  }

  int inFlight() {
    return inFlightMax - places.availablePermits();
  }

  /** Puts one row after another, each with a key of its own that is its value too. */
  void add(BooleanSupplier goOn) throws InterruptedException {
    loop(
        goOn,
        number -> {
          String value = ("%0" + KEY_DIGITS + "d").formatted(number);
          Event invoke = recorder.invoke(number, "add", value, value);
          follow(invoke, keyspace.put(value.getBytes(UTF_8), value.getBytes(UTF_8)));
        });
  }

  /** Adds 1 to the number under a key, again and again. */
  void increment(String key, BooleanSupplier goOn) throws InterruptedException {
    loop(
        goOn,
        number -> {
          Event invoke = recorder.invoke(number, "increment", key, "1");
          follow(invoke, keyspace.increment(key.getBytes(UTF_8), 1));
        });
  }

  /** Sends every unknown write again by its id; those that are unknown still stay so. */
  void retryUnknown() throws InterruptedException {
    for (Map.Entry<Event, UnknownWrite> entry : List.copyOf(unknown.entrySet())) {
      takePlace(1);
      unknown.remove(entry.getKey());
      follow(entry.getKey(), keyspace.retry(entry.getValue()));
    }
    awaitAll();
  }

  /** Waits until nothing is in flight; every request ends by its deadline. */
  void awaitAll() throws InterruptedException {
    takePlace(inFlightMax);
    places.release(inFlightMax);
  }

  private interface Numbered {
    void send(int number);
  }

  private void loop(BooleanSupplier goOn, Numbered operation) throws InterruptedException {
    while (goOn.getAsBoolean()) {
      takePlace(1);
      operation.send(next++);
    }
  }

  private void takePlace(int count) throws InterruptedException {
    if (!places.tryAcquire(count, Lab.LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("requests in flight did not end within " + Lab.LONGEST);
    }
  }

  private void follow(Event invoke, CompletionStage<?> stage) {
    CompletionStage<?> unused = stage.whenComplete((answer, failure) -> ended(invoke, failure));
  }

  private void ended(Event invoke, @Nullable Throwable failure) {
    if (failure == null) {
      acknowledged.incrementAndGet();
      recorder.end(invoke, Event.Type.OK, null);
    } else {
      boolean definite = GrpcErrors.fromStatus(failure).failure().definite();
      recorder.end(invoke, definite ? Event.Type.FAIL : Event.Type.INFO, null);
      UnknownWrite.of(failure).ifPresent(write -> unknown.put(invoke, write));
    }
    places.release();
  }
}
