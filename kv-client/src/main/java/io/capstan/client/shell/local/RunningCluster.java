package io.capstan.client.shell.local;

import io.capstan.client.shell.Terminal;
import io.capstan.runtime.Ticker;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.ShardStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cluster on this machine whose nodes all serve, held by a command that stops some of them for a
 * while. Until it is closed no other command starts or ends its nodes; then all nodes go on.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class RunningCluster implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final LocalCluster cluster;
  private final List<LocalNode> started;
  private final FileLock lock;
  private final PausedNodes paused;
  private final Ticker ticker = Ticker.system();
  private final PlaintextChannels channels = new PlaintextChannels(1);
  private final NodeProbe probe = new NodeProbe(channels);

  private RunningCluster(
      LocalCluster cluster, List<LocalNode> started, FileLock lock, PausedNodes paused) {
    this.cluster = cluster;
    this.started = started;
    this.lock = lock;
    this.paused = paused;
  }

  /**
   * A look at one node.
   *
   * @param took until the answer, or until nobody waited any longer
   * @param answered whether there was an answer
   */
  public record Look(boolean answered, Duration took) {}

  /** A replica that leads a shard by its own account. */
  public record Leader(String node, long term) {}

  /**
   * Takes hold of the cluster in the directory, and starts what is missing of it, as {@code kv up}
   * does.
   *
   * @param timeout how long to wait until all nodes serve
   */
  public static RunningCluster hold(
      ClusterDirectory directory, Terminal terminal, Duration timeout) {
    FileLock lock = directory.lock();
    LocalCluster cluster = new ClusterRequest(null, null, null, null, Map.of()).in(directory);
    var paused = new PausedNodes(directory, cluster, terminal);
    try {
      cluster.nodes().stream()
          .filter(node -> NodeProcess.find(directory, node).isPresent())
          .forEach(node -> paused.resume(node.id()));
      List<LocalNode> started = ClusterStart.ofMissing(terminal, directory, cluster, timeout);
      return new RunningCluster(cluster, started, lock, paused);
    } catch (RuntimeException e) {
      paused.close();
      release(lock);
      throw e;
    }
  }

  /** Ids of the nodes, in order. */
  public List<String> nodes() {
    return cluster.nodes().stream().map(LocalNode::id).toList();
  }

  /** Ids of the nodes that did not run before. */
  public List<String> started() {
    return started.stream().map(LocalNode::id).toList();
  }

  /** Where the nodes listen, this one first. */
  public List<String> seeds(String first) {
    return cluster.nodes().stream()
        .sorted(Comparator.comparing(node -> !node.id().equals(first)))
        .map(LocalNode::address)
        .toList();
  }

  /** Stops a node with SIGSTOP until it is resumed; gives its process. */
  public long pause(String node) {
    return paused.pause(node);
  }

  /** Lets a node go on. */
  public void resume(String node) {
    var unused = paused.resume(node);
  }

  /** Lets all nodes go on that are stopped, and says which. */
  public void resumeAll() {
    paused.resumeAll();
  }

  /** Asks a node how it is, and waits for at most a second. */
  public Look look(String node) {
    long begun = ticker.nanos();
    boolean answered = probe.status(cluster.node(node).address()).isPresent();
    return new Look(answered, Duration.ofNanos(ticker.nanos() - begun));
  }

  /** The cluster as a node sees it; empty when it does not answer within a second. */
  public Optional<GetClusterResponse> view(String node) {
    return probe.cluster(cluster.node(node).address());
  }

  /** Who of these nodes leads a shard; of two that say so, the one of the later term. */
  public Optional<Leader> leader(int shard, Collection<String> among) {
    return among.stream()
        .flatMap(node -> claim(shard, node).stream())
        .max(Comparator.comparing(Leader::term));
  }

  private Optional<Leader> claim(int shard, String node) {
    return probe
        .status(cluster.node(node).address())
        .flatMap(
            status ->
                status.getShardsList().stream()
                    .filter(s -> s.getShard() == shard && s.getLeader().equals(node))
                    .map(ShardStatus::getTerm)
                    .findFirst())
        .map(term -> new Leader(node, term));
  }

  /**
   * Looks again and again until there is something.
   *
   * @return empty when the limit has passed
   */
  public <T> Optional<T> await(Duration limit, Supplier<Optional<T>> found) {
    var poll = new Poll(ticker, BETWEEN_LOOKS);
    long begun = ticker.nanos();
    Optional<T> seen = found.get();
    while (seen.isEmpty() && ticker.nanos() - begun < limit.toNanos() && poll.pause()) {
      seen = found.get();
    }
    return seen;
  }

  @Override
  public void close() {
    paused.close();
    channels.close();
    release(lock);
  }

  private static void release(FileLock lock) {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release the lock of the cluster's directory", e);
    }
  }
}
