package io.capstan.jepsen.e2e;

import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Recorder;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Clients beside every node of a store that read and write a few registers of one lane, each one
 * request after the other, and no value twice, until they are told to stop.
 */
final class Registers implements AutoCloseable {
  private static final int CLIENTS_PER_NODE = 2;
  private static final int KEYS = 4;
  private static final double WRITES = 0.3;

  private final Target target;
  private final Lane lane;
  private final Recorder recorder;
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /** Starts at once. */
  Registers(Target target, Lane lane, Ticker ticker) {
    this.target = target;
    this.lane = lane;
    this.recorder = new Recorder(ticker);
    for (Node node : target.nodes()) {
      for (int i = 0; i < CLIENTS_PER_NODE; i++) {
        int seed = threads.size();
        threads.add(Threads.start(lane.name() + seed, () -> use(node.id(), Randoms.seeded(seed))));
      }
    }
  }

  private void use(String node, RandomGenerator random) {
    try (StoreClient client = target.client(lane)) {
      int process = processes.incrementAndGet();
      while (!stopping) {
        Reply reply = one(client, process, request(node, random));
        // What is open may happen at any later time, so its process asks nothing more.
        process = reply.type() == Event.Type.INFO ? processes.incrementAndGet() : process;
      }
    }
  }

  private Request request(String node, RandomGenerator random) {
    String key = lane.name() + random.nextInt(KEYS);
    @Nullable String value =
        random.nextDouble() < WRITES ? Integer.toString(values.incrementAndGet()) : null;
    return new Request(value == null ? "read" : "write", key, value, node);
  }

  private Reply one(StoreClient client, int process, Request request) {
    Event invoke = recorder.invoke(process, request.operation(), request.key(), request.value());
    Reply reply = client.call(request);
    boolean read = request.value() == null;
    var unused = recorder.end(invoke, reply.type(), read ? reply.value() : request.value());
    if (reply.type() == Event.Type.OK) {
      acknowledged.incrementAndGet();
    }
    return reply;
  }

  /** Waits until so many more requests were acknowledged. */
  void awaitMore(int requests) {
    await(acknowledged.get() + requests);
  }

  /** Waits until so many requests were acknowledged. */
  void await(int requests) {
    Lab.AWAIT.until(
        () -> requests + " requests are served on " + lane.name() + ", now " + acknowledged,
        Lab.LONGEST,
        () -> acknowledged.get() >= requests);
  }

  /** Waits until every client has been answered for the last time. */
  void stop() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while clients end", e);
      }
    }
  }

  /** What all clients were told so far. */
  History history() {
    return History.recorded(recorder.events());
  }

  @Override
  public void close() {
    stop();
  }
}
