package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.workload.Lane;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A store without nodes, whose leaders are told beforehand. */
final class FakeTarget implements Target {
  private final Deque<String> leaders;

  /**
   * @param leaders by the looks at them; the last one stays
   */
  FakeTarget(String... leaders) {
    this.leaders = new ArrayDeque<>(List.of(leaders));
  }

  @Override
  public Optional<String> leader() {
    return Optional.ofNullable(leaders.size() > 1 ? leaders.remove() : leaders.peek());
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void start() {}

  @Override
  public List<? extends Node> nodes() {
    return List.of();
  }

  @Override
  public List<Lane> lanes() {
    return List.of();
  }

  @Override
  public StoreClient client(Lane lane) {
    throw new AssertionError("nobody asks");
  }

  @Override
  public void awaitServing(Node node) {}

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public void close() {}
}
