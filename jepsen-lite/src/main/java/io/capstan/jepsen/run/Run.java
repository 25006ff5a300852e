package io.capstan.jepsen.run;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Recorder;
import io.capstan.jepsen.nemesis.Nemesis;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.jepsen.workload.Workload;
import io.capstan.runtime.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Carries out a plan: clients ask while faults are done; then all heals, the replicas are waited
 * for, and every node is read once more.
 *
 * <p>Thread safety: for one thread.
 */
public final class Run {
  /** Replicas that are not equal by then are taken for never becoming so. */
  private static final Duration SETTLE_MAX = Duration.ofSeconds(25);

  private static final Duration SETTLE_PAUSE = Duration.ofMillis(250);
  private static final int LAST_READ_TRIES = 10;
  private static final Duration LAST_READ_PAUSE = Duration.ofMillis(200);

  private final Plan plan;
  private final Target target;
  private final Workload workload;
  private final List<Lane> lanes;
  private final Nemesis nemesis;
  private final Recorder recorder;
  private final Consumer<String> progress;
  private final AtomicInteger processes = new AtomicInteger();

  /**
   * What happened.
   *
   * @param events of all lanes, in order
   * @param outcomes of the faults, in order
   * @param quietNanos from when on nothing was written
   * @param settled whether the replicas became equal in time
   * @param nodes ids, in order
   */
  public record Recorded(
      List<Event> events,
      List<Nemesis.Outcome> outcomes,
      long quietNanos,
      boolean settled,
      List<String> nodes) {
    public Recorded {
      nodes = List.copyOf(nodes);
      events = List.copyOf(events);
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * @param target not started; the caller closes it
   * @param lanes of the target, with what is to be taken for promised
   * @param recorder whose clock is the nemesis's too
   * @param progress is told what happens, line by line
   */
  public Run(
      Plan plan,
      Target target,
      Workload workload,
      List<Lane> lanes,
      Nemesis nemesis,
      Recorder recorder,
      Consumer<String> progress) {
    this.plan = plan;
    this.target = target;
    this.workload = workload;
    this.lanes = List.copyOf(lanes);
    this.nemesis = nemesis;
    this.recorder = recorder;
    this.progress = progress;
  }

  /**
   * Does it all; takes somewhat longer than the plan's length.
   *
   * @throws io.capstan.jepsen.nemesis.UnsupportedFaultException for a fault that cannot be done
   */
  public Recorded carryOut() {
    progress.accept("starting " + plan.nodes() + " nodes");
    target.start();
    nemesis.awaitCanaries();
    List<Load> loads = lanes.stream().map(this::load).toList();
    List<Nemesis.Outcome> outcomes;
    try (Ticks ticks = new Ticks().start()) {
      loads.forEach(Load::start);
      try {
        outcomes = doFaults();
      } finally {
        loads.forEach(Load::stop);
      }
    }
    boolean settled = settle();
    long quietNanos = recorder.nanos();
    progress.accept("reading every key once more from every node");
    loads.forEach(this::readLast);
    return new Recorded(recorder.events(), outcomes, quietNanos, settled, ids());
  }

  private Load load(Lane lane) {
    return new Load(target, workload, lane, plan, ids(), recorder, processes);
  }

  private List<String> ids() {
    return target.nodes().stream().map(Node::id).toList();
  }

  private List<Nemesis.Outcome> doFaults() {
    List<Nemesis.Outcome> outcomes = new ArrayList<>();
    long start = recorder.nanos();
    for (Plan.Step step : plan.steps()) {
      long at = start + step.at().toNanos();
      awaitUntil(at);
      long until = Math.max(at, recorder.nanos()) + step.length().toNanos();
      outcomes.add(nemesis.run(outcomes.size(), step.fault(), step.on(), until));
    }
    awaitUntil(start + plan.length().toNanos());
    return outcomes;
  }

  private void awaitUntil(long nanos) {
    long left = nanos - recorder.nanos();
    if (left > 0) {
      new Await(recorder::nanos, Duration.ofNanos(left)).pauseOnce();
    }
  }

  private boolean settle() {
    progress.accept("waiting until all replicas are equal");
    try {
      Duration took =
          new Await(recorder::nanos, SETTLE_PAUSE)
              .until(() -> "replicas are equal", SETTLE_MAX, target::isSettled);
      progress.accept("they are, after " + took.toMillis() + " ms");
      return true;
    } catch (IllegalStateException never) {
      progress.accept("they are not, after " + SETTLE_MAX.toSeconds() + " s");
      return false;
    }
  }

  private void readLast(Load load) {
    List<Request> reads = workload.lastReads(load.asked(), ids());
    for (String node : ids()) {
      try (StoreClient client = target.client(load.lane())) {
        boolean answers = true;
        for (Request read : reads) {
          if (read.node().equals(node)) {
            answers = readLast(load, client, read, answers ? LAST_READ_TRIES : 1);
          }
        }
      }
    }
  }

  /**
   * Each try is of a process of its own: a last read is of no session. An answer that tells of
   * another node than the one that was asked is none.
   *
   * @return whether it was answered
   */
  private boolean readLast(Load load, StoreClient client, Request read, int tries) {
    for (int attempt = 0; attempt < tries; attempt++) {
      Reply reply = load.ask(client, processes.getAndIncrement(), read);
      if (reply.type() == Event.Type.OK
          && load.lane().tellsOf(read.node(), read.value(), reply.servedBy())) {
        return true;
      }
      new Await(recorder::nanos, LAST_READ_PAUSE).pauseOnce();
    }
    return false;
  }

  /** Tells every second how it goes. */
  private final class Ticks implements AutoCloseable {
    private final long start = recorder.nanos();
    private volatile boolean ended;

    Ticks start() {
      var unused = Threads.start("jepsen-progress", this::run);
      return this;
    }

    private void run() {
      Await second = new Await(recorder::nanos, Duration.ofSeconds(1));
      while (!ended) {
        second.pauseOnce();
        if (!ended) {
          progress.accept(line());
        }
      }
    }

    private String line() {
      return "%3d s: %d ok, %d fail, %d info"
          .formatted(
              Duration.ofNanos(recorder.nanos() - start).toSeconds(),
              recorder.count(Event.Type.OK),
              recorder.count(Event.Type.FAIL),
              recorder.count(Event.Type.INFO));
    }

    @Override
    public void close() {
      ended = true;
    }
  }
}
