package io.capstan.jepsen.run;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Recorder;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.jepsen.workload.Workload;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one lane, each a thread that asks and waits, at most so many requests a second
 * together.
 *
 * <p>A process whose request may have happened is retired: its client goes on as another process,
 * with another session.
 *
 * <p>Thread safety: {@link #start} and {@link #stop} are for one thread.
 */
final class Load {
  private final Target target;
  private final Workload workload;
  private final Lane lane;
  private final Plan plan;
  private final List<String> nodes;
  private final Recorder recorder;

  /** Gives out process numbers that no other lane has. */
  private final AtomicInteger processes;

  private final Queue<Request> asked = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  Load(
      Target target,
      Workload workload,
      Lane lane,
      Plan plan,
      List<String> nodes,
      Recorder recorder,
      AtomicInteger processes) {
    this.target = target;
    this.workload = workload;
    this.lane = lane;
    this.plan = plan;
    this.nodes = List.copyOf(nodes);
    this.recorder = recorder;
    this.processes = processes;
  }

  Lane lane() {
    return lane;
  }

  /** Every request that was handed in. */
  List<Request> asked() {
    return List.copyOf(asked);
  }

  void start() {
    for (int number = 0; number < plan.processes(); number++) {
      int client = number;
      threads.add(Threads.start("jepsen-" + lane.name() + "-" + client, () -> run(client)));
    }
  }

  /**
   * Begins no more requests, and waits for the replies to all.
   *
   * @throws IllegalStateException when a client failed in a way that no reply has
   */
  void stop() {
    ended = true;
    threads.forEach(Load::join);
    RuntimeException bug = broken.get();
    if (bug != null) {
      throw new IllegalStateException("a client of lane " + lane.name() + " failed", bug);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while clients end", e);
    }
  }

  private void run(int client) {
    long seed = plan.seed() * 1_000_003 + client * 31L + lane.name().hashCode();
    Workload.Requests requests = workload.requests(client, nodes, Randoms.seeded(seed));
    Pace pace = new Pace(recorder::nanos, plan, Randoms.seeded(~seed));
    try {
      while (!ended) {
        live(requests, pace);
      }
    } catch (RuntimeException e) {
      broken.compareAndSet(null, e);
    }
  }

  /** One process, until it is retired. */
  private void live(Workload.Requests requests, Pace pace) {
    int process = processes.getAndIncrement();
    try (StoreClient client = target.client(lane)) {
      boolean alive = true;
      while (alive && pace.await(() -> ended)) {
        Request request = requests.next();
        asked.add(request);
        alive = ask(client, process, request).type() != Event.Type.INFO;
      }
    }
  }

  /** Asks once, and records it. */
  Reply ask(StoreClient client, int process, Request request) {
    Event invoke =
        recorder.invoke(
            process,
            request.node(),
            lane.name(),
            request.operation(),
            request.key(),
            request.value());
    Reply reply = client.call(request.within(lane));
    recorder.end(invoke, reply.type(), reply.value(), reply.servedBy(), reply.receipt());
    return reply;
  }
}
