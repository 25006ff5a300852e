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
  private static final int SLICE = 7;

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
        new ReplicaKey(EVENTUAL, SLICE, ByteString.copyFromUtf8(key)),
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
  void whoAskDuringARunShareTheNextAndMissNoRowThatWasThereBefore() {
    var first = digests.take();
    for (int slice = 0; slice <= SLICE; slice++) {
      tasks.remove().run();
    }
    row("a");
    var second = digests.take();
    var third = digests.take();
    int slices = state.metadata().getSlicesCount();
    assertEquals(slices - SLICE - 1 + slices, finish());
    assertEquals(0, rows(first));
    assertEquals(1, rows(second));
    assertEquals(1, rows(third));
  }

  @Test
  void aRunThatFailsKeepsNobodyFromTheNext() {
    var first = digests.take();
    replica.close();
    assertTrue(finish() > 0);
    assertTrue(first.toCompletableFuture().isCompletedExceptionally());
    var second = digests.take();
    assertTrue(finish() > 0, "it was begun anew");
    assertTrue(second.toCompletableFuture().isCompletedExceptionally());
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
