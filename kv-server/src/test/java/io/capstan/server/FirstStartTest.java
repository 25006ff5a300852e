package io.capstan.server;

import io.capstan.runtime.Threads;
import io.capstan.server.config.ServerConfig;
import io.capstan.server.membership.MetadataTransition;
import io.capstan.server.replication.LogApplier;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.replication.raft.Await;
import io.capstan.server.replication.raft.GroupSpec;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.replication.raft.RaftGroup;
import io.capstan.server.replication.raft.RaftHost;
import io.capstan.server.replication.raft.RaftTransport;
import io.capstan.server.replication.raft.ReplicaEvents;
import io.capstan.server.replication.raft.ReplicaRuntime;
import io.capstan.session.SessionToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes that are all killed on their first start, when the metadata group has had a leader
 * and nothing is in its log yet that says who belongs to the cluster.
 */
@Timeout(120)
class FirstStartTest {
  private static final long METADATA = MetadataTransition.metadataLineage(TestNode.CLUSTER);

  @TempDir Path directory;

  private final ScheduledExecutorService timers = Threads.scheduler("first-start-test");
  private final List<TestNode> tests = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void openTheMetadataGroup() throws IOException {
    List<io.capstan.v1.Node> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tests.add(new TestNode(directory.resolve("n" + (i + 1))));
    }
    for (int i = 0; i < 3; i++) {
      // Gives the directory its identity.
      new Node(config(i), Seams.system()).close();
      members.add(Tuning.introduction(config(i), incarnation(i)));
    }
    GroupSpec spec = new GroupSpec(METADATA, members.stream().map(LocalShards::voter).toList());
    List<RaftHost> hosts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      hosts.add(host(i, members.get(i)));
    }
    List<RaftGroup> groups = new ArrayList<>();
    for (RaftHost host : hosts) {
      host.start();
      groups.add(host.open(spec));
    }
    Await.until("one leads", () -> groups.stream().anyMatch(RaftGroup::leads));
    Await.until("all know it", () -> groups.stream().allMatch(g -> g.applied().index() >= 0));
    for (RaftHost host : hosts) {
      host.close();
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(Node::close);
    timers.shutdownNow();
  }

  @Test
  void theClusterFormsWhenAllStartAgain() throws IOException {
    startAll();
  }

  @Test
  void theClusterFormsWhenOnlyOneHadWrittenWhoVotes() throws IOException {
    Files.move(raft(1), directory.resolve("lost2"));
    Files.move(raft(2), directory.resolve("lost3"));
    startAll();
  }

  private void startAll() throws IOException {
    for (int i = 0; i < 3; i++) {
      Node node = new Node(config(i), Seams.system());
      nodes.add(node);
      node.start();
    }
    for (TestNode test : tests) {
      Await.until("the node is ready", () -> test.page("/ready").statusCode() == 200);
    }
  }

  private ServerConfig config(int i) {
    StringBuilder first = new StringBuilder("--initial-nodes=");
    for (int j = 0; j < 3; j++) {
      first.append(j == 0 ? "" : ",").append("n" + (j + 1) + "=127.0.0.1:" + tests.get(j).port);
    }
    return tests.get(i).config("--node-id=n" + (i + 1), first.toString());
  }

  private Path raft(int i) {
    return tests.get(i).directory.resolve("raft");
  }

  private String incarnation(int i) throws IOException {
    return Files.readAllLines(tests.get(i).directory.resolve("IDENTITY")).stream()
        .filter(line -> line.startsWith("incarnation="))
        .findFirst()
        .orElseThrow()
        .substring("incarnation=".length());
  }

  private RaftHost host(int i, io.capstan.v1.Node self) {
    Seams seams = Seams.system();
    return new RaftHost(
        SessionToken.fingerprint(TestNode.CLUSTER),
        LocalShards.voter(self),
        raft(i),
        Tuning.raft(config(i)),
        lineage -> new NoCommands(),
        RaftTransport.plaintext(),
        new ReplicaRuntime(
            seams.ticker(),
            seams.clock(),
            timers,
            timers,
            seams.random(),
            ReplicaEvents.NONE,
            LogDisk.SYSTEM));
  }

  /** The state of a group whose log holds no command. */
  private static final class NoCommands implements LogApplier {
    @Override
    public LogPosition restore() {
      return LogPosition.NOTHING;
    }

    @Override
    public Object apply(LogPosition position, ByteBuffer entry) {
      throw new AssertionError("a command at " + position);
    }

    @Override
    public void advance(LogPosition position) {}
  }
}
