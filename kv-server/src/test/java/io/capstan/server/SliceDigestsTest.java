package io.capstan.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.server.core.Row;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.membership.MetadataTransition;
import io.capstan.server.replication.quorum.FakeReplica;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.SliceRows;
import io.capstan.v1.Node;
import io.capstan.v1.SliceDigest;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SliceDigestsTest {
  private static final int EVENTUAL = 2;

  private final FakeReplica replica = new FakeReplica();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ClusterState state =
      new ClusterState(
          MetadataTransition.apply(
                  ClusterMetadata.getDefaultInstance(),
                  MetadataCommand.newBuilder()
                      .setBootstrap(
                          Bootstrap.newBuilder()
                              .setClusterId("demo")
                              .addNodes(Node.newBuilder().setId("n1").setZone("z").setWeight(1))
                              .setStrongShards(1)
                              .setReplication(1))
                      .build())
              .getMetadata());
  private final SliceDigests digests =
      new SliceDigests("n1", () -> state, new SliceRows(replica.store), tasks::add);

  @AfterEach
  void close() {
    replica.close();
  }

  private void row(String key) {
    Stamp stamp = new Stamp(HybridTime.ofMillis(1), 0, 0, 0);
    replica.with(
        new ReplicaKey(EVENTUAL, 7, ByteString.copyFromUtf8(key)),
        Row.of(stamp, ByteString.copyFromUtf8("v")));
  }

  private int finish() {
    int steps = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      steps++;
    }
    return steps;
  }

  private static long rows(CompletionStage<List<SliceDigest>> done) {
    return done.toCompletableFuture().join().stream().mapToLong(SliceDigest::getRows).sum();
  }

  @Test
  void whoAsksDuringARunGetsWhatItFinds() {
    row("a");
    var first = digests.take();
    tasks.remove().run();
    var second = digests.take();
    assertEquals(state.metadata().getSlicesCount() - 1, finish());
    assertEquals(1, rows(first));
    assertEquals(1, rows(second));
  }

  @Test
  void whoAsksAfterARunGetsANewOne() {
    assertEquals(0, rows(finished(digests.take())));
    row("a");
    assertEquals(1, rows(finished(digests.take())));
  }

  private CompletionStage<List<SliceDigest>> finished(CompletionStage<List<SliceDigest>> run) {
    assertTrue(finish() > 0);
    return run;
  }

  @Test
  void othersHaveTheirTurnBetweenTwoSlices() {
    var run = digests.take();
    tasks.add(() -> assertFalse(run.toCompletableFuture().isDone()));
    tasks.remove().run();
    tasks.remove().run();
    assertFalse(tasks.isEmpty(), "the run goes on behind the other task");
    finish();
    assertTrue(run.toCompletableFuture().isDone());
  }
}
