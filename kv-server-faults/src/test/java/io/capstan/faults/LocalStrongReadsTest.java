package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.Failure;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.v1.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocalStrongReadsTest {
  private final OneReplica replica = new OneReplica(new LocalStrongReads());

  private static @Nullable Failure strong(ShardReplica replica) {
    return OneReplica.refusal(replica, Level.LEVEL_STRONG, 0);
  }

  @Test
  void aLeaderWithoutAMajorityServesStrongReadsAndAnHonestOneDoesNot() {
    replica.log.confirmed = false;
    assertNull(strong(replica.broken));
    assertEquals(Failure.UNAVAILABLE, strong(replica.honest));
  }

  @Test
  void aDeposedLeaderGoesOnUntilItHearsOfItsSuccessor() {
    assertNull(strong(replica.broken));
    replica.log.leads = false;
    replica.log.leader = "n1";
    assertNull(strong(replica.broken));
    replica.log.leader = "";
    assertNull(strong(replica.broken));
    assertEquals(Failure.NOT_LEADER, strong(replica.honest));
    replica.log.leader = "n2";
    assertEquals(Failure.NOT_LEADER, strong(replica.broken));
    replica.log.leader = "";
    assertEquals(Failure.NOT_LEADER, strong(replica.broken));
  }

  @Test
  void aFollowerThatNeverLedRefuses() {
    replica.log.leads = false;
    assertEquals(Failure.NOT_LEADER, strong(replica.broken));
  }

  @Test
  void theReceiptDoesNotGiveItAway() {
    ReadPoint point =
        replica
            .broken
            .log()
            .readPoint(Level.LEVEL_STRONG, 0, 0, Long.MAX_VALUE)
            .toCompletableFuture()
            .join();
    assertEquals(ReadPoint.Path.TERM_CHECK, point.path());
    assertTrue(point.byLeader());
  }
}
