package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.linear.Linearizability;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.checker.version.SessionGuarantees;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Judgement;
import io.capstan.jepsen.workload.Lane;
import io.capstan.runtime.Ticker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A lane of a store that is made up: clients beside five nodes read and write registers, each node
 * has the rows it has heard of, and n2 is cut off for a time. Judged by the real checkers.
 */
final class SampleLane {
  static final List<String> NODES = List.of("n1", "n2", "n3", "n4", "n5");
  static final String CUT_OFF = "n2";

  private static final double NANOS = 1e6;
  private static final int KEYS = 12;

  private record Act(double millis, Runnable what) {}

  private record Row(double effect, @Nullable String value) {}

  private final Random random;
  private final Lane lane;
  private final boolean strong;
  private final double cutMillis;
  private final double healMillis;
  private final PriorityQueue<Act> acts =
      new PriorityQueue<>(Comparator.comparingDouble(Act::millis));
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Map<String, Row>> rows = new HashMap<>();
  private int processes;
  private int values;

  /**
   * Without a cut when it ends before it begins.
   *
   * @param strong whether one node answers all and n2 none while it is cut off
   */
  SampleLane(long seed, Lane lane, boolean strong, double cutMillis, double healMillis) {
    this.random = new Random(seed);
    this.lane = lane;
    this.strong = strong;
    this.cutMillis = cutMillis;
    this.healMillis = healMillis;
  }

  RunResult.LaneResult run(int operations, double millis, Verdict sufficiency) {
    double pause = millis * 2 * NODES.size() / operations;
    for (int client = 0; client < 2 * NODES.size(); client++) {
      String node = NODES.get(client % NODES.size());
      double now = random.nextDouble() * pause;
      int process = processes++;
      while (now < millis) {
        double end = ask(process, node, now);
        process = end < 0 ? processes++ : process;
        now = Math.abs(end) + pause * (0.7 + 0.6 * random.nextDouble());
      }
    }
    while (!acts.isEmpty()) {
      acts.remove().what().run();
    }
    return judged(History.recorded(sorted()), sufficiency);
  }

  private List<Event> sorted() {
    return events.stream().sorted(Comparator.comparingLong(Event::nanos)).toList();
  }

  /** When it ended; negative: its outcome is unknown. */
  private double ask(int process, String node, double at) {
    boolean away = node.equals(CUT_OFF) && at > cutMillis - 20 && at < healMillis;
    boolean election = at > cutMillis - 20 && at < Math.min(healMillis, cutMillis + 1500);
    boolean write = random.nextInt(3) == 0;
    String key = "k" + random.nextInt(KEYS);
    String value = write ? String.valueOf(++values) : null;
    Event invoke =
        new Event(
            Event.Type.INVOKE,
            process,
            nanos(at),
            node,
            lane.name(),
            write ? "write" : "read",
            key,
            value);
    events.add(invoke);
    if (strong && (away || election)) {
      double end = at + (write ? 1000 : 3 + random.nextInt(200));
      Event.Type type = write ? Event.Type.INFO : Event.Type.FAIL;
      events.add(invoke.end(type, nanos(end), null).answeredBy("", "UNAVAILABLE: no majority"));
      return write ? -end : end;
    }
    double end = at + 1.2 + Math.exp(random.nextGaussian());
    double effect = (at + end) / 2;
    if (write) {
      acts.add(new Act(effect, () -> spread(invoke, effect)));
    }
    acts.add(new Act(effect + 1e-7, () -> answer(invoke, end, node)));
    return end;
  }

  private void answer(Event invoke, double end, String node) {
    Row row = rows.getOrDefault(strong ? "n1" : node, Map.of()).get(invoke.key());
    boolean write = invoke.operation().equals("write");
    String told = write ? invoke.value() : row == null ? null : row.value();
    events.add(invoke.end(Event.Type.OK, nanos(end), told).answeredBy(node, "applied 7, term 2"));
  }

  private void spread(Event invoke, double effect) {
    for (String to : strong ? List.of("n1") : NODES) {
      boolean cut = invoke.node().equals(CUT_OFF) != to.equals(CUT_OFF);
      boolean waits = cut && effect > cutMillis && effect < healMillis;
      double soon = to.equals(invoke.node()) || strong ? 0 : random.nextInt(40);
      double at = waits ? healMillis + random.nextInt(300) : effect + soon;
      acts.add(new Act(at, () -> store(to, invoke.key(), new Row(effect, invoke.value()))));
    }
  }

  private void store(String node, String key, Row row) {
    rows.computeIfAbsent(node, added -> new HashMap<>())
        .merge(key, row, (old, added) -> old.effect() > added.effect() ? old : added);
  }

  private static long nanos(double millis) {
    return Math.round(millis * NANOS);
  }

  private RunResult.LaneResult judged(History history, Verdict sufficiency) {
    List<Operation> operations = history.operations();
    List<KeyFinding> findings =
        Linearizability.check(
            history, Specs.named("register", null), Bounds.usual(Ticker.system()));
    SessionGuarantees sessions = SessionGuarantees.of(operations, false);
    Map<Guarantee, Verdict> verdicts = new EnumMap<>(Guarantee.class);
    verdicts.put(Guarantee.LINEARIZABLE, Linearizability.overall(findings));
    verdicts.put(Guarantee.READ_YOUR_WRITES, sessions.readYourWrites());
    verdicts.put(Guarantee.MONOTONIC_READS, sessions.monotonicReads());
    verdicts.put(Guarantee.MONOTONIC_WRITES, sessions.monotonicWrites());
    verdicts.put(Guarantee.WRITES_FOLLOW_READS, sessions.writesFollowReads());
    Judgement judgement = new Judgement(verdicts, findings, Optional.of(Staleness.of(history)));
    List<Verdict> promised = new ArrayList<>();
    lane.promised().stream().sorted().map(verdicts::get).forEach(promised::add);
    promised.removeIf(Objects::isNull);
    promised.add(sufficiency);
    return new RunResult.LaneResult(
        lane,
        Verdict.worst(promised),
        sufficiency,
        judgement,
        operations,
        Service.byGroup(operations, this::period));
  }

  private String period(Operation operation) {
    double at = operation.invoke().nanos() / NANOS;
    boolean cut = at >= cutMillis && at < healMillis;
    return !cut ? "healthy" : operation.invoke().node().equals(CUT_OFF) ? "minority" : "majority";
  }
}
