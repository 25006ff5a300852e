package io.capstan.jepsen.run;

import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A store in memory with three nodes and one lane, which does all at once and in one order, but for
 * what a test has changed.
 */
final class FakeStore implements Target {
  static final Lane LANE =
      new Lane(
          "strong",
          "",
          "",
          EnumSet.of(
              Guarantee.LINEARIZABLE,
              Guarantee.CONVERGENCE,
              Guarantee.NO_LOST_WRITES,
              Guarantee.NO_INVENTION),
          Optional.empty(),
          true,
          false,
          false);

  /** A second's plan for this store, without faults. */
  static Plan plan(int processes, int rate) {
    return new Plan(
        "fake",
        "proxy",
        "register",
        List.of(),
        3,
        processes,
        rate,
        Duration.ofSeconds(1),
        1,
        List.of());
  }

  /** Nodes that do not serve again once they were killed. */
  final Set<String> lost = ConcurrentHashMap.newKeySet();

  /** Nodes that cannot be killed. */
  final Set<String> stubborn = ConcurrentHashMap.newKeySet();

  /** Clients that were made and not closed. */
  final AtomicInteger clients = new AtomicInteger();

  private final List<FakeNode> nodes =
      List.of(new FakeNode("n1"), new FakeNode("n2"), new FakeNode("n3"));
  private final Map<String, String> rows = new HashMap<>();
  private volatile Client answers = this::honest;
  private volatile Runnable beginning = () -> {};

  /** What answers a request. */
  @FunctionalInterface
  interface Client {
    Reply call(Request request);
  }

  /** Changes how requests are answered. */
  void answering(UnaryOperator<Client> change) {
    answers = change.apply(answers);
  }

  /** Does something when it is started. */
  void beginningWith(Runnable action) {
    beginning = action;
  }

  private synchronized Reply honest(Request request) {
    String key = request.key();
    String value = String.valueOf(request.value());
    String operation = request.operation();
    if (operation.equals("write")) {
      rows.put(key, value);
      return Reply.ok(null, request.node(), "");
    } else if (operation.equals("increment")) {
      rows.merge(key, value, (held, by) -> "" + (Long.parseLong(held) + Long.parseLong(by)));
    }
    return Reply.ok(rows.get(key), request.node(), "");
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void start() {
    beginning.run();
    nodes.forEach(FakeNode::start);
  }

  @Override
  public List<? extends Node> nodes() {
    return nodes;
  }

  /** How often each node was started, in order. */
  List<Integer> starts() {
    return new ArrayList<>(nodes.stream().map(node -> node.starts.get()).toList());
  }

  @Override
  public Optional<String> leader() {
    return Optional.of("n1");
  }

  @Override
  public List<Lane> lanes() {
    return List.of(LANE);
  }

  @Override
  public StoreClient client(Lane lane) {
    clients.incrementAndGet();
    return new StoreClient() {
      @Override
      public Reply call(Request request) {
        return answers.call(request);
      }

      @Override
      public void close() {
        clients.decrementAndGet();
      }
    };
  }

  @Override
  public void awaitServing(Node node) {
    if (lost.contains(node.id())) {
      throw new IllegalStateException(node.id() + " does not serve\nits log");
    }
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public void close() {}

  private final class FakeNode implements Node {
    private final String id;
    private final AtomicInteger starts = new AtomicInteger();
    private volatile boolean alive;
    private volatile boolean paused;

    FakeNode(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public void start() {
      starts.incrementAndGet();
      alive = true;
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public boolean isPaused() {
      return paused;
    }

    @Override
    public void kill() {
      if (stubborn.contains(id)) {
        throw new IllegalStateException(id + " does not end");
      }
      alive = false;
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public String tail(int lines) {
      return "";
    }
  }
}
