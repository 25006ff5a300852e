package io.capstan.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Threads;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.replication.raft.ReplicaEvents;
import io.capstan.server.replication.raft.ReplicaRuntime;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.transport.FormatRanges;
import io.capstan.server.transport.Greeting;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether a node is better left alone, as far as EVENTUAL keyspaces go. */
@Timeout(60)
class EventualShardsTest {
  @TempDir Path directory;

  private final AtomicLong nanos = new AtomicLong();
  private final ScheduledExecutorService timers = Threads.scheduler("test-timers");
  private final PlaintextChannels channels = new PlaintextChannels(1);
  private final MemoryRowStore rows = new MemoryRowStore();
  private final MembershipView view = new MembershipView();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    channels.close();
    timers.shutdownNow();
  }

  private static Node node(String id) {
    return Node.newBuilder().setId(id).setAddress("127.0.0.1:1").build();
  }

  private EventualShards shards(Node... members) {
    view.introduce(List.of(members));
    EventualShards shards =
        new EventualShards(
            new TestNode(directory).config(),
            rows,
            view,
            new Greeting("demo", node("n1"), FormatRanges.OURS),
            channels,
            node -> new CompletableFuture<>(),
            new ReplicaRuntime(
                nanos::get,
                Clocks.system(),
                timers,
                Runnable::run,
                Randoms.seeded(1),
                ReplicaEvents.NONE,
                LogDisk.SYSTEM),
            Substitutes.NONE);
    open.add(shards);
    return shards;
  }

  @Test
  void aNodeIsNotReadyUntilItHasTriedToReachTheOthers() {
    EventualShards shards = shards(node("n1"), node("n2"));
    assertTrue(shards.notReady().orElse("").contains("has not reached"), "not ready at once");
    nanos.set(TimeUnit.SECONDS.toNanos(3) - 1);
    assertTrue(shards.notReady().isPresent());
    nanos.incrementAndGet();
    assertEquals(Optional.empty(), shards.notReady());
  }

  @Test
  void aNodeWithoutOthersIsReadyAtOnce() {
    assertEquals(Optional.empty(), shards(node("n1")).notReady());
  }
}
