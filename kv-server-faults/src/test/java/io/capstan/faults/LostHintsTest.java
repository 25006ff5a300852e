package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.server.Substitutes;
import org.junit.jupiter.api.Test;

class LostHintsTest {
  /** Replicas of which one was away while a row was written, and is back. */
  private static ThreeReplicas healed(Substitutes mode) {
    ThreeReplicas replicas = new ThreeReplicas(mode);
    replicas.away.add("n3");
    replicas.write("k", ThreeReplicas.row(1, "v"), 2).toCompletableFuture().join();
    replicas.away.clear();
    return replicas;
  }

  @Test
  void whatAReplicaMissedIsNotKeptAndByAnHonestNodeIs() {
    try (ThreeReplicas broken = healed(new LostHints());
        ThreeReplicas honest = healed(Substitutes.NONE)) {
      assertEquals(0, broken.hintsKept());
      assertEquals(1, honest.hintsKept());
    }
  }

  @Test
  void replicasStayDifferentWhereAnHonestNodeWouldFindIt() throws Exception {
    try (ThreeReplicas broken = healed(new LostHints());
        ThreeReplicas honest = healed(Substitutes.NONE)) {
      broken.compare("k", "n3");
      honest.compare("k", "n3");
      assertEquals(false, broken.held("n3", "k").isPresent());
      assertEquals(true, honest.held("n3", "k").isPresent());
    }
  }
}
