package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.capstan.error.Failure;
import io.capstan.server.Substitutes;
import io.capstan.server.core.quorum.SessionFloor;
import io.capstan.v1.Level;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaleSessionFloorTest {
  private static final long SEEN = FakeLog.APPLIED + 1;

  private final OneReplica replica = new OneReplica(new StaleSessionFloor());

  @Test
  void aReplicaThatIsBehindTheSessionAnswersAndAnHonestOneDoesNot() {
    assertNull(OneReplica.refusal(replica.broken, Level.LEVEL_SESSION, SEEN));
    assertEquals(
        Failure.NOT_CAUGHT_UP, OneReplica.refusal(replica.honest, Level.LEVEL_SESSION, SEEN));
  }

  @Test
  void strongReadsAreHonest() {
    replica.log.leads = false;
    assertEquals(Failure.NOT_LEADER, OneReplica.refusal(replica.broken, Level.LEVEL_STRONG, 0));
  }

  /** A session that has seen what n2 and n3 have reads from n1 first, which has missed it. */
  private static String readBack(Substitutes mode) {
    try (ThreeReplicas replicas = new ThreeReplicas(mode)) {
      replicas.write("k", ThreeReplicas.row(1, "old"), 3).toCompletableFuture().join();
      replicas.away.add("n1");
      replicas.write("k", ThreeReplicas.row(2, "new"), 2).toCompletableFuture().join();
      replicas.away.clear();
      SessionFloor seen = new SessionFloor(Optional.of(ThreeReplicas.stamp(2)), Optional.empty());
      return replicas.read("k", 1, seen).row().orElseThrow().payload().toStringUtf8();
    }
  }

  @Test
  void anEventualReadIsOlderThanWhatTheSessionHasSeenAndAnHonestOneIsNot() {
    assertEquals("old", readBack(new StaleSessionFloor()));
    assertEquals("new", readBack(Substitutes.NONE));
  }
}
