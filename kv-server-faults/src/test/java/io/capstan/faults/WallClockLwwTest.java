package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.server.Substitutes;
import io.capstan.server.coordinator.WriteStamps;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.SessionFloor;
import io.capstan.server.replication.quorum.WriteResult;
import io.capstan.version.Stamp;
import io.capstan.version.Version;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class WallClockLwwTest {
  private static final long NOW = 1_000_000;
  private static final long BEHIND = NOW - 3_000;

  /** What honest coordinators do, whose clocks are well. */
  private static final WriteStamps CLIENTS = given -> (Stamp) Version.parse(given.toByteArray());

  private static ByteString given(long millis) {
    return ByteString.copyFrom(ThreeReplicas.stamp(millis).toBytes());
  }

  private static InstantSource clock(long millis) {
    return () -> Instant.ofEpochMilli(millis);
  }

  /** Two writes of one client, the second through a node whose clock is behind. */
  private static WriteResult second(ThreeReplicas replicas, Substitutes mode) {
    write(replicas, mode, "first", given(NOW), clock(NOW));
    return write(replicas, mode, "second", given(NOW + 1), clock(BEHIND));
  }

  private static WriteResult write(
      ThreeReplicas replicas,
      Substitutes mode,
      String value,
      ByteString given,
      InstantSource clock) {
    Stamp stamp = mode.writeStamps(CLIENTS, clock).of(given);
    Row row = Row.of(stamp, ByteString.copyFromUtf8(value));
    return replicas.write("k", row, 2).toCompletableFuture().join();
  }

  private static String value(ThreeReplicas replicas) {
    Row row = replicas.read("k", 2, SessionFloor.NONE).row().orElseThrow();
    return row.payload().toStringUtf8();
  }

  @Test
  void aLaterWriteThroughANodeThatIsBehindIsAnsweredAndLost() {
    WallClockLww mode = new WallClockLww();
    try (ThreeReplicas replicas = new ThreeReplicas(mode)) {
      assertFalse(second(replicas, mode).superseded());
      assertEquals("first", value(replicas));
    }
  }

  @Test
  void byTheClientsStampItHolds() {
    try (ThreeReplicas replicas = new ThreeReplicas(Substitutes.NONE)) {
      second(replicas, Substitutes.NONE);
      assertEquals("second", value(replicas));
    }
  }

  @Test
  void whoLosesIsNotToldAndByAnHonestNodeIs() {
    for (boolean broken : new boolean[] {false, true}) {
      Substitutes mode = broken ? new WallClockLww() : Substitutes.NONE;
      try (ThreeReplicas replicas = new ThreeReplicas(mode)) {
        replicas.write("k", ThreeReplicas.row(NOW, "late"), 3).toCompletableFuture().join();
        var done = replicas.write("k", ThreeReplicas.row(1, "early"), 3);
        assertEquals(!broken, done.toCompletableFuture().join().superseded());
      }
    }
  }

  @Test
  void theClockOfTheNodeAloneCounts() {
    WriteStamps stamps = new WallClockLww().writeStamps(CLIENTS, clock(BEHIND));
    assertEquals(BEHIND, stamps.of(given(NOW)).time().millis());
    assertTrue(stamps.of(given(NOW)).compareTo(ThreeReplicas.stamp(NOW)) < 0);
  }

  @Test
  void aWriteWithoutAStampIsLeftToTheServer() {
    Stamp servers = ThreeReplicas.stamp(NOW);
    WriteStamps stamps = new WallClockLww().writeStamps(given -> servers, clock(BEHIND));
    assertSame(servers, stamps.of(ByteString.EMPTY));
  }
}
