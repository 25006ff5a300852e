package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The settings of Ratis that safety depends on, by the names that Ratis reads. */
class RatisPropertiesTest {
  private static final RaftSettings SETTINGS = RaftSettings.defaults();

  private final RaftProperties properties =
      RatisProperties.of(SETTINGS, Path.of("raft"), new Endpoint("127.0.0.1", 7401));

  /** A setting that must be there, so that no other default of Ratis's can take its place. */
  private record Pinned(String key, @Nullable String value, String why) {}

  @Test
  void whatSafetyDependsOnIsSetAndNotLeftToADefault() {
    Stream<Pinned> pinned =
        Stream.of(
            new Pinned(
                "raft.server.log.unsafe-flush.enabled",
                "false",
                "an entry would be acknowledged before its fsync"),
            new Pinned(
                "raft.server.log.async-flush.enabled",
                "false",
                "what is written while an fsync runs would count as on disk, and so would a failed one"),
            new Pinned("raft.server.log.use.memory", null, "the log would not be on disk at all"),
            new Pinned(
                "raft.server.log.append-entries.compose.enabled",
                "false",
                "R3: a vote would not see entries that wait behind a flush"),
            new Pinned(
                "raft.server.log.corruption.policy",
                "EXCEPTION",
                "acknowledged entries behind a damaged one would be dropped in silence"),
            new Pinned(
                "raft.server.read.option", "DEFAULT", "R1: its ReadIndex serves a deposed leader"),
            new Pinned(
                "raft.server.read.leader.lease.enabled",
                "false",
                "R11: voters can elect inside a live lease"),
            new Pinned(
                "raft.server.leaderelection.pre-vote",
                "true",
                "R11: a node that comes back must not depose a working leader"),
            new Pinned(
                "raft.server.snapshot.auto.trigger.enabled",
                "false",
                "state machines take no snapshots: logs are whole"),
            new Pinned(
                "raft.server.snapshot.trigger-when-stop.enabled",
                "false",
                "state machines take no snapshots: logs are whole"),
            new Pinned(
                "raft.server.log.purge.upto.snapshot.index",
                "false",
                "a replica that was away gets what it missed from the log alone"),
            new Pinned(
                "raft.server.log.appender.install.snapshot.enabled",
                "false",
                "a follower would be told of snapshots that there are not"));
    assertAll(pinned.map(each -> () -> assertPinned(each)));
  }

  private void assertPinned(Pinned pinned) {
    String why = pinned.key() + ": " + pinned.why();
    if (pinned.value() == null) {
      assertNull(properties.get(pinned.key()), why);
    } else {
      assertEquals(pinned.value(), properties.get(pinned.key()), why);
    }
  }

  @Test
  void aLeaderThatLostItsMajorityStandsAgainOnlyWhenTheOthersHadTimeTo() {
    TimeDuration wait = RaftServerConfigKeys.LeaderElection.leaderStepDownWaitTime(properties);
    assertEquals(
        SETTINGS.elections().max().multipliedBy(2).toMillis(),
        wait.toLong(TimeUnit.MILLISECONDS),
        "a follower notices the silence in its first or its second sleep");
  }

  @Test
  void theLargestEntryFitsEveryBufferThatItPasses() {
    int entry = SETTINGS.log().entryBytesMax();
    assertTrue(bytes("raft.server.log.write.buffer.size") >= entry + 8);
    assertEquals(entry, bytes("raft.server.log.appender.buffer.byte-limit"));
    assertTrue(bytes("raft.grpc.message.size.max") >= entry + (1 << 20));
    assertTrue(bytes("raft.server.log.segment.size.max") > entry);
  }

  private long bytes(String key) {
    String value = properties.get(key);
    assertFalse(value == null, key);
    return SizeInBytes.valueOf(value).getSize();
  }

  @Test
  void ratissOwnRequestMemoryIsShortBecauseOursDecides() {
    assertEquals("10s", properties.get("raft.server.retrycache.expirytime"));
  }
}
