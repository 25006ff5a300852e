package io.capstan.jepsen.checker;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes histories in which everything takes effect at one moment: clients take turns at random to
 * ask, to let the store act, and to hear. One operation in some never ends, and its client goes on
 * as another process. Event follows event by a millisecond.
 */
public final class SimulatedStore {
  private static final long NANOS_PER_EVENT = 1_000_000;

  /** What operations on a register, key or set do to the value. */
  public interface Behaviour {
    /** Verb and value of the next request. */
    Request request(RandomGenerator random, int number);

    /** The value after it. */
    String after(String value, String verb, String argument);
  }

  /** What is asked, and what comes of it. */
  public interface Store {
    /** What a client asks next. */
    Request request(RandomGenerator random, int number, int client);

    /** What comes of a request. */
    Outcome act(Event invoke);

    /** It ends now for the one who asked. */
    default void ends(Event invoke) {}
  }

  /** What is asked for. */
  public record Request(String verb, String key, @Nullable String value, String node) {}

  /** What is told. */
  public record Outcome(Event.Type type, @Nullable String value) {}

  private record Client(int number, int process) {}

  private record Running(Client client, Event invoke, @Nullable Outcome outcome) {}

  private final RandomGenerator random;
  private final Store store;
  private final List<Event> events = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  private final Deque<Client> idle = new ArrayDeque<>();
  private int clients;
  private int processes;
  private int begun;

  public SimulatedStore(RandomGenerator random, Store store) {
    this.random = random;
    this.store = store;
  }

  /** A history of one key. */
  public static History history(
      RandomGenerator random, Behaviour behaviour, String initial, int operations, int atOnce) {
    return history(random, behaviour, initial, operations, atOnce, 1);
  }

  /** A history of several keys. */
  public static History history(
      RandomGenerator random,
      Behaviour behaviour,
      String initial,
      int operations,
      int atOnce,
      int keys) {
    return new SimulatedStore(random, new Plain(behaviour, initial, keys))
        .run(operations, atOnce)
        .history();
  }

  /** Lets so many clients ask, until so many requests are over. */
  public SimulatedStore run(int operations, int atOnce) {
    while (begun < operations || !running.isEmpty()) {
      boolean full = running.size() == atOnce || begun == operations;
      if (running.isEmpty() || (!full && random.nextInt(3) == 0)) {
        Client client = idle.isEmpty() ? new Client(clients++, processes++) : idle.pop();
        begin(client, store.request(random, begun++, client.number()));
      } else {
        goOn(random.nextInt(running.size()));
      }
    }
    return this;
  }

  /** Asks this now, when all is quiet. */
  public void ask(Request request) {
    Client client = idle.pop();
    begin(client, request);
    act(0);
    end(0);
  }

  /** What happened so far. */
  public History history() {
    return History.recorded(events);
  }

  private long nanos() {
    return events.size() * NANOS_PER_EVENT;
  }

  private void begin(Client client, Request request) {
    Event invoke =
        new Event(
            Event.Type.INVOKE,
            client.process(),
            nanos(),
            request.node(),
            "",
            request.verb(),
            request.key(),
            request.value());
    events.add(invoke);
    running.add(new Running(client, invoke, null));
  }

  private void goOn(int index) {
    Running one = running.get(index);
    if (random.nextInt(20) == 0) {
      running.remove(index);
      idle.add(new Client(one.client().number(), processes++));
      store.ends(one.invoke());
      events.add(one.invoke().end(Event.Type.INFO, nanos(), null));
    } else if (one.outcome() == null) {
      act(index);
    } else {
      end(index);
    }
  }

  private void act(int index) {
    Running one = running.get(index);
    running.set(index, new Running(one.client(), one.invoke(), store.act(one.invoke())));
  }

  private void end(int index) {
    Running one = running.remove(index);
    Outcome outcome = Objects.requireNonNull(one.outcome());
    idle.add(one.client());
    store.ends(one.invoke());
    events.add(one.invoke().end(outcome.type(), nanos(), outcome.value()));
  }

  private static final class Plain implements Store {
    private final Behaviour behaviour;
    private final String initial;
    private final int keys;
    private final Map<String, String> values = new HashMap<>();

    Plain(Behaviour behaviour, String initial, int keys) {
      this.behaviour = behaviour;
      this.initial = initial;
      this.keys = keys;
    }

    @Override
    public Request request(RandomGenerator random, int number, int client) {
      Request request = behaviour.request(random, number);
      String key = keys == 1 ? "k" : "k" + random.nextInt(keys);
      return new Request(request.verb(), key, request.value(), "");
    }

    @Override
    public Outcome act(Event invoke) {
      String value = values.getOrDefault(invoke.key(), initial);
      String told = invoke.operation().equals("read") ? value : invoke.value();
      values.put(
          invoke.key(), behaviour.after(value, invoke.operation(), String.valueOf(invoke.value())));
      return new Outcome(Event.Type.OK, "nil".equals(told) ? null : told);
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
    String[] request(RandomGenerator random, int number);
  }

  private record Mix(Change change) implements Behaviour {
    @Override
    public Request request(RandomGenerator random, int number) {
      String[] changing = change.request(random, number);
      return random.nextBoolean()
          ? new Request("read", "", null, "")
          : new Request(changing[0], "", changing[1], "");
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
