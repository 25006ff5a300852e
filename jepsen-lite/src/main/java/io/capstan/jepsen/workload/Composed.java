package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.linear.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** A workload out of its parts, in a shape. */
record Composed(Parts parts, Shape shape) implements Workload {
  /** A client that hops stays for so many requests, taken over a long time. */
  private static final int STAY = 3;

  /**
   * What makes a workload.
   *
   * @param fits the lanes that it can be run on
   * @param hops whether clients go from node to node
   * @param last what the last reads are
   */
  record Parts(
      String name,
      String description,
      Predicate<Lane> fits,
      boolean hops,
      Ask ask,
      Ask.Words last,
      Judge judge) {}

  /** How answers are judged. */
  @FunctionalInterface
  interface Judge {
    Judgement judge(LaneHistory history, Bounds bounds);
  }

  @Override
  public String name() {
    return parts.name();
  }

  @Override
  public String description() {
    return parts.description();
  }

  @Override
  public boolean suits(Lane lane) {
    return parts.fits().test(lane);
  }

  @Override
  public Requests requests(int client, List<String> nodes, RandomGenerator random) {
    return new Drawn(parts, new Client(client, shape, random), nodes, client % nodes.size());
  }

  /** Thread safety: for one thread. */
  private static final class Drawn implements Requests {
    private final Parts parts;
    private final Client client;
    private final List<String> nodes;
    private String node;

    Drawn(Parts parts, Client client, List<String> nodes, int first) {
      this.parts = parts;
      this.client = client;
      this.nodes = List.copyOf(nodes);
      this.node = nodes.get(first);
    }

    @Override
    public Request next() {
      if (parts.hops() && client.onceIn(STAY)) {
        node = client.anyOf(nodes);
      }
      String key = client.key();
      Ask.Words words = parts.ask().draw(client, key);
      return new Request(words.operation(), key, words.value(), node);
    }
  }

  @Override
  public List<Request> lastReads(List<Request> asked, List<String> nodes) {
    Ask.Words last = parts.last();
    List<Request> reads = new ArrayList<>();
    for (String key : asked.stream().map(Request::key).distinct().sorted().toList()) {
      for (String node : nodes) {
        reads.add(new Request(last.operation(), key, last.value(), node));
      }
    }
    return reads;
  }

  @Override
  public Judgement judge(LaneHistory history, Bounds bounds) {
    return parts.judge().judge(history, bounds);
  }
}
