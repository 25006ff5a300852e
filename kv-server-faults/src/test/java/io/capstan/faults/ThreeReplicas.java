package io.capstan.faults;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.ring.Token;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.server.Substitutes;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.SessionFloor;
import io.capstan.server.replication.quorum.Convergence;
import io.capstan.server.replication.quorum.HintStore;
import io.capstan.server.replication.quorum.LocalReplica;
import io.capstan.server.replication.quorum.PageRequest;
import io.capstan.server.replication.quorum.QuorumOperations;
import io.capstan.server.replication.quorum.ReadResult;
import io.capstan.server.replication.quorum.Replica;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.ReplicaWriter;
import io.capstan.server.replication.quorum.RowPage;
import io.capstan.server.replication.quorum.SliceComparison;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.quorum.SliceRows;
import io.capstan.server.replication.quorum.SliceSum;
import io.capstan.server.replication.quorum.Stored;
import io.capstan.server.replication.quorum.WriteResult;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** The replicas n1, n2 and n3 of every slice, and their coordinator on n1. */
final class ThreeReplicas implements AutoCloseable {
  static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final int KEYSPACE = 2;
  private static final long WRITER = 9;

  /** Those that the coordinator cannot reach. */
  final Set<String> away = new HashSet<>();

  private final ScheduledExecutorService timers = Threads.scheduler("test-timers");
  private final Map<String, Node> nodes =
      Map.of("n1", new Node("n1"), "n2", new Node("n2"), "n3", new Node("n3"));
  private final HintStore hints = new HintStore(node("n1").store, node("n1").writer, 100);
  private final Substitutes mode;
  private final QuorumOperations own;
  private final SliceQuorums quorums;

  ThreeReplicas(Substitutes mode) {
    this.mode = mode;
    own =
        new QuorumOperations(
            id -> Optional.ofNullable(nodes.get(id)),
            mode.hintKeeper(hints),
            Ticker.system(),
            timers,
            Duration.ofHours(1));
    quorums = mode.sliceQuorums(own);
  }

  private final class Node implements Replica {
    private final String id;
    private final MemoryRowStore store = new MemoryRowStore();
    private final ReplicaWriter writer =
        ReplicaWriter.start(store, Ticker.system(), gone -> false, Runnable::run, 1 << 20);
    private final Replica real =
        new LocalReplica(
            writer, new SliceRows(store), any -> Duration.ZERO, Runnable::run, Runnable::run);

    Node(String id) {
      this.id = id;
    }

    @Override
    public boolean isReachable() {
      return !away.contains(id);
    }

    @Override
    public CompletionStage<Stored> store(ReplicaKey key, Row row) {
      return answer(() -> real.store(key, row));
    }

    @Override
    public CompletionStage<Optional<Row>> read(ReplicaKey key) {
      return answer(() -> real.read(key));
    }

    @Override
    public CompletionStage<RowPage> page(PageRequest request) {
      return answer(() -> real.page(request));
    }

    @Override
    public CompletionStage<SliceSum> sum(int keyspaceIncarnation, int slice) {
      return answer(() -> real.sum(keyspaceIncarnation, slice));
    }

    private <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> work) {
      return isReachable()
          ? work.get()
          : CompletableFuture.failedFuture(CapstanException.of(Failure.UNAVAILABLE, "away"));
    }
  }

  private Node node(String id) {
    return Optional.ofNullable(nodes.get(id)).orElseThrow();
  }

  static ReplicaKey key(String key) {
    ByteString bytes = ByteString.copyFromUtf8(key);
    return new ReplicaKey(KEYSPACE, Token.sliceOf(bytes.toByteArray()), bytes);
  }

  static Stamp stamp(long millis) {
    return new Stamp(HybridTime.ofMillis(millis), WRITER, WRITER, 1);
  }

  static Row row(long millis, String value) {
    return Row.of(stamp(millis), ByteString.copyFromUtf8(value));
  }

  CompletionStage<WriteResult> write(String key, Row row, int needed) {
    return quorums.write(key(key), row, NODES, needed, Long.MAX_VALUE);
  }

  ReadResult read(String key, int needed, SessionFloor floor) {
    return quorums
        .read(key(key), NODES, needed, floor, Long.MAX_VALUE)
        .toCompletableFuture()
        .join();
  }

  /** The row that a node holds. */
  Optional<Row> held(String id, String key) {
    return node(id).real.read(key(key)).toCompletableFuture().join();
  }

  /** How many hints are kept, once all that was written is; nothing can be written on n1 then. */
  long hintsKept() {
    node("n1").writer.close();
    return hints.total();
  }

  /** Compares a key's slice on n1 with another node's, if it is to be compared. */
  void compare(String key, String other) throws Exception {
    int slice = key(key).slice();
    var shared = mode.comparedSlices(List.of(new Convergence.Shared(KEYSPACE, slice)));
    var comparison = new SliceComparison(node("n1"), node(other), Duration.ofSeconds(30));
    for (Convergence.Shared each : shared) {
      comparison.compare(each.keyspaceIncarnation(), each.slice());
    }
  }

  /** Why a request is refused. */
  static Failure refusal(CompletionStage<?> answer) {
    return answer
        .handle((done, failure) -> CapstanException.from(failure).failure())
        .toCompletableFuture()
        .join();
  }

  @Override
  public void close() {
    own.close();
    timers.shutdownNow();
    nodes.values().forEach(node -> node.writer.close());
  }
}
