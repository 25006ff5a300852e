package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.SimulatedStore;
import io.capstan.jepsen.checker.SimulatedStore.Outcome;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A store that a workload is run on: an honest one, or one with a flaw that shows now and then. */
public final class WorkloadStore implements SimulatedStore.Store {
  static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final int CLIENTS = 5;

  /** What is wrong with it. */
  public enum Flaw {
    NONE,
    /** Some reads are told an earlier value. */
    STALE,
    STALE_AT_EVENTUAL,
    STALE_AT_SESSION,
    /** Some changes are acknowledged and not made. */
    LOST,
    /** No delete is made. */
    LOST_DELETE,
    /** Some changes are made twice. */
    TWICE,
    /** Some changes can be read until they fail. */
    DIRTY,
    /** Some batches are read half done. */
    TORN,
    /** One node has missed the last change. */
    BEHIND,
    /** Some reads show elements in another order. */
    REORDERED,
    /** Some reads show what nobody wrote. */
    MADE_UP,
    /** Some reads show what is no value of any kind. */
    GARBLED
  }

  private final Workload workload;
  private final Flaw flaw;
  private final long seed;
  private final Random random;
  private final List<Request> asked = new ArrayList<>();
  private final Map<Integer, Workload.Requests> requests = new HashMap<>();
  private final Map<String, List<@Nullable String>> versions = new HashMap<>();
  private final Map<Event, String> dirty = new HashMap<>();

  private WorkloadStore(Workload workload, Flaw flaw, long seed) {
    this.workload = workload;
    this.flaw = flaw;
    this.seed = seed;
    this.random = new Random(~seed);
  }

  /** Runs a workload, with its last reads. */
  public static LaneHistory run(
      Lane lane, Workload workload, Flaw flaw, long seed, int operations) {
    Random random = new Random(seed);
    WorkloadStore store = new WorkloadStore(workload, flaw, seed);
    SimulatedStore simulation = new SimulatedStore(random, store).run(operations, CLIENTS);
    int quietFrom = simulation.history().events().size();
    workload.lastReads(store.asked, NODES).forEach(last -> simulation.ask(simulated(last)));
    History history = simulation.history();
    return new LaneHistory(lane, history, quietFrom);
  }

  @Override
  public SimulatedStore.Request request(RandomGenerator unused, int number, int client) {
    Request next =
        requests
            .computeIfAbsent(
                client, added -> workload.requests(added, NODES, new Random(seed * 1000 + added)))
            .next();
    asked.add(next);
    return simulated(next);
  }

  private static SimulatedStore.Request simulated(Request request) {
    return new SimulatedStore.Request(
        request.operation(), request.key(), request.value(), request.node());
  }

  private List<@Nullable String> versions(String key) {
    return versions.computeIfAbsent(key, added -> new ArrayList<>(Collections.singletonList(null)));
  }

  private @Nullable String latest(String key) {
    List<@Nullable String> all = versions(key);
    return all.get(all.size() - 1);
  }

  private boolean strikes(Flaw which, int onceIn) {
    return flaw == which && random.nextInt(onceIn) == 0;
  }

  @Override
  public Outcome act(Event invoke) {
    String value = String.valueOf(invoke.value());
    String before = latest(invoke.key());
    return switch (invoke.operation()) {
      case "read", "read-all" -> new Outcome(Event.Type.OK, read(invoke));
      case "write", "write-all" -> change(invoke, value);
      case "delete" ->
          flaw == Flaw.LOST_DELETE ? new Outcome(Event.Type.OK, null) : change(invoke, null);
      case "cas" -> compareAndSet(invoke, value.substring(1, value.length() - 1).split(" ", -1));
      case "increment" -> increment(invoke, Long.parseLong(value));
      case "add", "append" -> add(invoke, before, value);
      default -> throw new AssertionError(invoke);
    };
  }

  private @Nullable String read(Event invoke) {
    List<@Nullable String> all = versions(invoke.key());
    String latest = latest(invoke.key());
    boolean stale =
        strikes(Flaw.STALE, 10)
            || (strikes(Flaw.STALE_AT_EVENTUAL, 3) && "eventual".equals(invoke.value()))
            || (strikes(Flaw.STALE_AT_SESSION, 3) && "session".equals(invoke.value()));
    if (stale) {
      return all.get(random.nextInt(all.size()));
    } else if (flaw == Flaw.BEHIND && invoke.node().equals("n2")) {
      return all.get(Math.max(0, all.size() - 2));
    } else if (strikes(Flaw.TORN, 10)) {
      return "[" + all.get(Math.max(0, all.size() - 2)) + " " + latest + "]";
    } else if (strikes(Flaw.MADE_UP, 10)) {
      return "[77 78]";
    } else if (strikes(Flaw.GARBLED, 10)) {
      return "[77 (";
    } else if (strikes(Flaw.REORDERED, 10) && latest != null) {
      List<String> words = new ArrayList<>(words(latest));
      Collections.reverse(words);
      return "[" + String.join(" ", words) + "]";
    }
    return latest;
  }

  private static List<String> words(String list) {
    return List.of(list.substring(1, list.length() - 1).split(" ", -1));
  }

  private Outcome change(Event invoke, @Nullable String to) {
    if (strikes(Flaw.LOST, 4)) {
      return new Outcome(Event.Type.OK, null);
    }
    versions(invoke.key()).add(to);
    if (to != null && strikes(Flaw.DIRTY, 10)) {
      dirty.put(invoke, to);
      return new Outcome(Event.Type.FAIL, null);
    }
    return new Outcome(Event.Type.OK, null);
  }

  @Override
  public void ends(Event invoke) {
    String written = dirty.remove(invoke);
    if (written != null) {
      versions(invoke.key()).remove(written);
    }
  }

  private Outcome compareAndSet(Event invoke, String[] fromTo) {
    return Objects.equals(latest(invoke.key()), fromTo[0])
        ? change(invoke, fromTo[1])
        : new Outcome(Event.Type.OK, "false");
  }

  private Outcome increment(Event invoke, long by) {
    String before = latest(invoke.key());
    long times = strikes(Flaw.TWICE, 10) ? 2 : 1;
    String sum = Long.toString((before == null ? 0 : Long.parseLong(before)) + times * by);
    Outcome outcome = change(invoke, sum);
    return new Outcome(outcome.type(), sum);
  }

  private Outcome add(Event invoke, @Nullable String before, String element) {
    String added = strikes(Flaw.TWICE, 10) ? element + " " + element : element;
    return change(
        invoke, before == null ? "[" + added + "]" : before.replace("]", " " + added + "]"));
  }
}
