package io.capstan.jepsen.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.CapstanClient;
import io.capstan.client.NodeDigest;
import io.capstan.error.CapstanException;
import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.LoopbackNetwork;
import io.capstan.jepsen.cluster.Network;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.HistoryWriter;
import io.capstan.v1.ShardStatus;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What an end-to-end test works in: clusters and clients that end with the test. When it fails the
 * ends of the nodes' logs are printed, and their directories stay in {@code target/e2e}, with the
 * histories of the writes beside them.
 */
final class Lab implements BeforeEachCallback, AfterEachCallback {
  /** For whatever must happen sooner or later. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  static final Await AWAIT = Await.system();

  /** The id of a cluster that has no other. */
  static final String CLUSTER = "e2e";

  private final List<ProcessCluster> clusters = new ArrayList<>();
  private final List<Writes> histories = new ArrayList<>();
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private Path directory = Path.of("target", "e2e");

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    directory =
        Path.of(
            "target",
            "e2e",
            context.getRequiredTestClass().getSimpleName()
                + "-"
                + context.getRequiredTestMethod().getName());
    delete(directory);
    Files.createDirectories(directory);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    boolean failed = context.getExecutionException().isPresent();
    if (failed) {
      clusters.forEach(cluster -> System.out.println(cluster.tails()));
      writeHistories();
      System.out.println("[kept] " + directory.toAbsolutePath());
    }
    for (AutoCloseable resource : resources) {
      resource.close();
    }
    if (!failed) {
      delete(directory);
    }
  }

  private void writeHistories() throws IOException {
    for (Writes writes : histories) {
      Path file = directory.resolve("history-" + histories.indexOf(writes) + ".jsonl");
      try (HistoryWriter out = new HistoryWriter(Files.newBufferedWriter(file))) {
        for (Event event : writes.history()) {
          out.write(event);
        }
      }
    }
  }

  /** Prints what a test has measured, for whoever reads the build's output. */
  static void measured(String format, Object... arguments) {
    System.out.println("[measured] " + String.format(Locale.ROOT, format, arguments));
  }

  /** Where a cluster's directories go. */
  Path directory(String clusterId) {
    return directory.resolve(clusterId);
  }

  /** A running cluster that serves. */
  ProcessCluster cluster(int nodes, Map<String, String> settings) {
    ProcessCluster cluster = planned(CLUSTER, nodes, settings);
    cluster.start();
    return cluster;
  }

  /** A cluster that was not started. */
  ProcessCluster planned(String clusterId, int nodes, Map<String, String> settings) {
    return planned(clusterId, nodes, settings, closing(new LoopbackNetwork()));
  }

  /** The same on a network that the test closes. */
  ProcessCluster planned(
      String clusterId, int nodes, Map<String, String> settings, Network network) {
    ServerJvm jvm = ServerJvm.ofThisProcess();
    ProcessCluster cluster =
        closing(new ProcessCluster(directory(clusterId), clusterId, nodes, jvm, settings, network));
    clusters.add(cluster);
    return cluster;
  }

  /** Writes whose history is kept when the test fails. */
  Writes writes(AsyncKeyspace keyspace, int inFlightMax) {
    Writes writes = new Writes(keyspace, inFlightMax);
    histories.add(writes);
    return writes;
  }

  CapstanClient client(List<String> seeds) {
    return client(CapstanClient.builder().seeds(seeds));
  }

  CapstanClient client(CapstanClient.Builder builder) {
    return closing(builder.build());
  }

  /** Closes a thing when the test ends, before what was registered earlier. */
  <T extends AutoCloseable> T closing(T resource) {
    resources.addFirst(resource);
    return resource;
  }

  /** The result of a stage that must succeed. */
  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no result within " + LONGEST, e);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    }
  }

  /** The failure of a stage that must fail. */
  static CapstanException failure(CompletionStage<?> stage) {
    try {
      Object result = stage.toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      return fail("did not fail but gave " + result);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no result within " + LONGEST, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CapstanException known) {
        return known;
      }
      throw new AssertionError("another failure: " + e.getCause(), e.getCause());
    }
  }

  /** The node that leads a shard by its own account; waits until there is one. */
  static ServerProcess leader(ProcessCluster cluster, int shard) {
    return leaderAmong(cluster, List.copyOf(cluster.nodes()), shard);
  }

  /** The same, asking only some of the nodes; of two that claim it, the one of the later term. */
  static ServerProcess leaderAmong(ProcessCluster cluster, List<ServerProcess> nodes, int shard) {
    TreeMap<Long, ServerProcess> byTerm = new TreeMap<>();
    AWAIT.until(
        () -> "shard " + shard + " has a leader among " + nodes.stream().map(n -> n.id()).toList(),
        LONGEST,
        () -> {
          for (ServerProcess node : nodes) {
            shardStatus(cluster, node, shard)
                .filter(status -> status.getLeader().equals(node.id()))
                .ifPresent(status -> byTerm.put(status.getTerm(), node));
          }
          return !byTerm.isEmpty();
        });
    return byTerm.lastEntry().getValue();
  }

  private static Optional<ShardStatus> shardStatus(
      ProcessCluster cluster, ServerProcess node, int shard) {
    try (NodeCalls calls = NodeCalls.to(cluster, node)) {
      return calls.status().getShardsList().stream()
          .filter(status -> status.getShard() == shard)
          .findFirst();
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** Waits until all three replicas of every shard and every slice are equal. */
  static void awaitAgreement(CapstanClient client) {
    AtomicReference<String> seen = new AtomicReference<>("not asked yet");
    AWAIT.until(() -> "all replicas are equal: " + seen.get(), LONGEST, () -> agree(client, seen));
  }

  private static boolean agree(CapstanClient client, AtomicReference<String> seen) {
    try {
      List<NodeDigest> digests = client.admin().digest().toCompletableFuture().join();
      assertEquals(3, digests.size());
      assertFalse(digests.get(0).shards().isEmpty());
      assertFalse(digests.get(0).slices().isEmpty());
      seen.set("they differ");
      return digests.stream().map(NodeDigest::shards).distinct().count() == 1
          && digests.stream().map(NodeDigest::slices).distinct().count() == 1;
    } catch (CompletionException e) {
      seen.set(CapstanException.from(e).toString());
      return false;
    }
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
