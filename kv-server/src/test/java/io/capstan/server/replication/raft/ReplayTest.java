package io.capstan.server.replication.raft;

import static io.capstan.server.core.Commands.batchIn;
import static io.capstan.server.core.Commands.by;
import static io.capstan.server.core.Commands.drop;
import static io.capstan.server.core.Commands.in;
import static io.capstan.server.core.Commands.increment;
import static io.capstan.server.core.Commands.put;
import static io.capstan.server.replication.raft.Replica.KEYSPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.limits.Limits;
import io.capstan.log.v1.ShardEntry;
import io.capstan.runtime.Randoms;
import io.capstan.server.storage.CrashedRocks;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RocksRowStore;
import io.capstan.server.storage.RowStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same log gives the same replica, on any store and through any crash. */
class ReplayTest {
  private static final int ENTRIES = 300;
  private static final int FLUSHED = 120;
  private static final int CRASHED = 200;

  @TempDir Path temporary;

  /** Some that stay the same, and one that nobody has seen; the name of the test shows it. */
  static LongStream seeds() {
    return LongStream.concat(
        LongStream.rangeClosed(1, 3), LongStream.of(Randoms.system().nextLong()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyWayThroughALogGivesTheSameDigest(long seed) {
    List<ShardEntry> log = RandomLog.of(seed, ENTRIES);

    Digest expected = replayed(new MemoryRowStore(), log);

    assertTrue(expected.rows() > 0);
    assertEquals(expected, onRocks(log), "RocksDB, seed " + seed);
    assertEquals(expected, withCrashInMemory(log), "memory, crash, seed " + seed);
    assertEquals(expected, withCrashOnRocks(log), "RocksDB, crash, seed " + seed);
    assertEquals(expected, withCleanRestart(log), "RocksDB, restart, seed " + seed);
  }

  @Test
  void theLanguageOfANodeIsNoPartOfItsReplica() {
    Locale before = Locale.getDefault();
    Digest expected = withRefusals();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertNotEquals("1", String.format("%d", 1), "a language with digits of its own");
      assertEquals(expected, withRefusals());
    } finally {
      Locale.setDefault(before);
    }
  }

  /** A replica that remembers refusals with numbers in their words. */
  private static Digest withRefusals() {
    Replica replica = new Replica(new MemoryRowStore());
    long session = replica.openSession();
    replica.apply(
        in(KEYSPACE, put("text", "x")),
        by(session, 1, 1, batchIn(KEYSPACE, put("k", "v"), increment("text", 1))),
        by(session, 2, 1, in(KEYSPACE, increment("text", 1))),
        by(session, 3, 1, in(KEYSPACE, increment("n", Long.MAX_VALUE))),
        by(session, 4, 1, in(KEYSPACE, increment("n", 1))),
        drop(KEYSPACE),
        by(session, 5, 1, in(KEYSPACE, put("k", "v"))),
        by(session, 6 + Limits.SESSION_WINDOW, 1, in(KEYSPACE, put("k", "v"))));
    return replica.digest();
  }

  private Digest onRocks(List<ShardEntry> log) {
    try (RowStore store = open("plain")) {
      return replayed(store, log);
    }
  }

  private static Digest withCrashInMemory(List<ShardEntry> log) {
    MemoryRowStore store = new MemoryRowStore();
    runIntoCrash(store, log);
    return replayed(store.afterCrash(), log);
  }

  private Digest withCrashOnRocks(List<ShardEntry> log) {
    try (RowStore store = open("running")) {
      runIntoCrash(store, log);
      CrashedRocks.copy(temporary.resolve("running"), temporary.resolve("crashed"));
    }
    try (RowStore store = open("crashed")) {
      assertEquals(FLUSHED, new Replica(store).index());
      return replayed(store, log);
    }
  }

  private Digest withCleanRestart(List<ShardEntry> log) {
    try (RowStore store = open("restarted")) {
      replayUpTo(new Replica(store), log, CRASHED);
    }
    try (RowStore store = open("restarted")) {
      assertEquals(CRASHED, new Replica(store).index());
      return replayed(store, log);
    }
  }

  private static void runIntoCrash(RowStore store, List<ShardEntry> log) {
    Replica replica = new Replica(store);
    replayUpTo(replica, log, FLUSHED);
    store.flush();
    replayUpTo(replica, log, CRASHED);
  }

  /** Applies what the store does not have yet. */
  private static Digest replayed(RowStore store, List<ShardEntry> log) {
    Replica replica = new Replica(store);
    replayUpTo(replica, log, log.size());
    return replica.digest();
  }

  private static void replayUpTo(Replica replica, List<ShardEntry> log, int lastIndex) {
    for (long next = Math.max(1, replica.index() + 1); next <= lastIndex; next++) {
      replica.apply(log.get((int) next - 1));
    }
  }

  private RowStore open(String name) {
    return RocksRowStore.open(temporary.resolve(name), RocksOptions.STRONG);
  }
}
