package io.capstan.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.coordinator.WriteStamps;
import io.capstan.server.replication.quorum.Convergence;
import io.capstan.server.replication.quorum.HintKeeper;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RowStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SubstitutesTest {
  @TempDir Path directory;

  /** What a node has asked for. */
  private final Set<String> asked = new ConcurrentSkipListSet<>();

  /** Leaves every part as it is. */
  private final Substitutes noting =
      new Substitutes() {
        @Override
        public ShardReplica strongReplica(ShardReplica own) {
          return note("strongReplica", own);
        }

        @Override
        public SliceQuorums sliceQuorums(SliceQuorums own) {
          return note("sliceQuorums", own);
        }

        @Override
        public WriteStamps writeStamps(WriteStamps own, InstantSource clock) {
          return note("writeStamps", own);
        }

        @Override
        public BiFunction<Path, RocksOptions, RowStore> eventualRows(
            BiFunction<Path, RocksOptions, RowStore> own) {
          return note("eventualRows", own);
        }

        @Override
        public LogDisk logDisk(LogDisk own) {
          return note("logDisk", own);
        }

        @Override
        public HintKeeper hintKeeper(HintKeeper own) {
          return note("hintKeeper", own);
        }
      };

  private <T> T note(String part, T own) {
    asked.add(part);
    return own;
  }

  @Test
  void aNodeAsksForAStandInForEveryPart() throws IOException {
    try (TestNode node = new TestNode(directory)) {
      node.start(Seams.system().with(noting));
      assertEquals(
          Set.of(
              "strongReplica",
              "sliceQuorums",
              "writeStamps",
              "eventualRows",
              "logDisk",
              "hintKeeper"),
          asked);
    }
  }

  @Test
  void thoseThatComeLaterStandInForWhatTheEarlierHavePut() {
    Convergence.Shared slice = new Convergence.Shared(2, 7);
    Seams seams = Seams.system().with(adding(slice)).with(none());
    assertEquals(List.of(), seams.substitutes().comparedSlices(List.of()));
    seams = Seams.system().with(none()).with(adding(slice));
    assertEquals(List.of(slice), seams.substitutes().comparedSlices(List.of()));
  }

  private static Substitutes adding(Convergence.Shared slice) {
    return new Substitutes() {
      @Override
      public List<Convergence.Shared> comparedSlices(List<Convergence.Shared> own) {
        List<Convergence.Shared> more = new ArrayList<>(own);
        more.add(slice);
        return more;
      }
    };
  }

  private static Substitutes none() {
    return new Substitutes() {
      @Override
      public List<Convergence.Shared> comparedSlices(List<Convergence.Shared> own) {
        return List.of();
      }
    };
  }
}
