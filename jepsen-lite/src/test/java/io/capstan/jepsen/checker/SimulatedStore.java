package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes histories of registers, keys or sets in which everything takes effect at one moment:
 * processes take turns at random to ask, to let the store act, and to hear. One operation in some
 * never ends, and its process with it.
 */
public final class SimulatedStore {
  /** What operations do to the value, and what they are told. */
  public interface Behaviour {
    /** Verb and value of the next request. */
    Request request(Random random, int number);

    /** The value after it. */
    String after(String value, String verb, String argument);
  }

  /** What is asked for. */
  public record Request(String verb, @Nullable String value) {}

  private record Running(Event invoke, boolean acted, @Nullable String told) {}

  private final Random random;
  private final Behaviour behaviour;
  private final List<Event> events = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  private final int keys;
  private final String initial;
  private final Map<String, String> values = new HashMap<>();
  private final Deque<Integer> idle = new ArrayDeque<>();
  private int processes;
  private int begun;

  private SimulatedStore(Random random, Behaviour behaviour, String initial, int keys) {
    this.random = random;
    this.behaviour = behaviour;
    this.initial = initial;
    this.keys = keys;
  }

  /** A history of one key. */
  public static History history(
      Random random, Behaviour behaviour, String initial, int operations, int atOnce) {
    return history(random, behaviour, initial, operations, atOnce, 1);
  }

  /** A history of several keys. */
  public static History history(
      Random random, Behaviour behaviour, String initial, int operations, int atOnce, int keys) {
    SimulatedStore store = new SimulatedStore(random, behaviour, initial, keys);
    while (store.begun < operations || !store.running.isEmpty()) {
      boolean full = store.running.size() == atOnce || store.begun == operations;
      if (store.running.isEmpty() || (!full && random.nextInt(3) == 0)) {
        store.begin();
      } else {
        store.goOn(random.nextInt(store.running.size()));
      }
    }
    return History.recorded(store.events);
  }

  private void begin() {
    Request request = behaviour.request(random, begun);
    int process = idle.isEmpty() ? processes++ : idle.pop();
    String key = keys == 1 ? "k" : "k" + random.nextInt(keys);
    Event invoke =
        new Event(
            Event.Type.INVOKE,
            process,
            events.size(),
            "",
            "",
            request.verb(),
            key,
            request.value());
    begun++;
    events.add(invoke);
    running.add(new Running(invoke, false, null));
  }

  private void goOn(int index) {
    Running one = running.get(index);
    boolean crashes = random.nextInt(20) == 0;
    if (crashes) {
      running.remove(index);
      events.add(one.invoke().end(Event.Type.INFO, events.size(), null));
    } else if (!one.acted()) {
      Event invoke = one.invoke();
      String value = values.getOrDefault(invoke.key(), initial);
      String told = invoke.operation().equals("read") ? value : invoke.value();
      values.put(
          invoke.key(), behaviour.after(value, invoke.operation(), String.valueOf(invoke.value())));
      running.set(index, new Running(invoke, true, "nil".equals(told) ? null : told));
    } else {
      running.remove(index);
      idle.add(one.invoke().process());
      events.add(one.invoke().end(Event.Type.OK, events.size(), one.told()));
    }
  }

  /** Reads and writes of so many values; 0: every value is written once. */
  public static Behaviour register(int values) {
    return new Mix(
        (random, number) ->
            new String[] {
              "write", String.valueOf(values == 0 ? number + 1 : random.nextInt(values))
            });
  }

  /** Reads, writes and appends. */
  public static Behaviour key() {
    return new Mix(
        (random, number) ->
            new String[] {random.nextInt(5) == 0 ? "write" : "append", "x" + number + " "});
  }

  /** Reads and additions of elements, some of them twice. */
  public static Behaviour set() {
    return new Mix(
        (random, number) -> new String[] {"add", String.valueOf(random.nextInt(number + 1))});
  }

  private interface Change {
    String[] request(Random random, int number);
  }

  private record Mix(Change change) implements Behaviour {
    @Override
    public Request request(Random random, int number) {
      String[] changing = change.request(random, number);
      return random.nextBoolean()
          ? new Request("read", null)
          : new Request(changing[0], changing[1]);
    }

    @Override
    public String after(String value, String verb, String argument) {
      return switch (verb) {
        case "read" -> value;
        case "write" -> argument;
        case "append" -> value + argument;
        case "add" -> "[" + value.substring(1, value.length() - 1) + " " + argument + "]";
        default -> throw new AssertionError(verb);
      };
    }
  }
}
