package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.capstan.client.CapstanClient;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.jepsen.checker.SetChecker;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.history.Operation;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A leader whose syncs the C library refuses, by libfiu(3): a look from outside at what the
 * harness's own fault {@code fsync-fails} shows.
 */
class FailingSyncIT {
  private static final int IN_FLIGHT = 16;
  private static final int WRITES = 500;

  @RegisterExtension final Lab lab = new Lab();

  @BeforeEach
  void requireTheProgram() {
    boolean there = Files.isExecutable(FailingSyncs.PROGRAM);
    if (!there) {
      assertNotEquals("true", System.getenv("KV_REQUIRE_FIU"), "there is no fiu-run");
      System.out.println("[skipped] FailingSyncIT: there is no fiu-run (Debian: fiu-utils)");
    }
    assumeTrue(there, "there is no fiu-run");
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void aLeaderWhoseSyncsFailIsLeftBehindAndNoAcknowledgedWriteIsLost() throws Exception {
    FailingSyncs syncs = new FailingSyncs(Files.createTempDirectory("fiu"));
    ProcessCluster cluster = lab.planned(Lab.CLUSTER, 3, Map.of(), lab.closing(syncs));
    cluster.start();
    CapstanClient client =
        lab.client(
            CapstanClient.builder().seeds(cluster.addresses()).deadline(Duration.ofSeconds(20)));
    Writes writes = lab.writes(client.keyspaceAsync("strong"), IN_FLIGHT);
    addMore(writes);

    ServerProcess leader = Lab.leader(cluster, 0);
    syncs.fail(leader.id());
    addMore(writes);
    ServerProcess next = Lab.leaderAmong(cluster, cluster.othersThan(leader.id()), 0);
    assertNotEquals(leader.id(), next.id());
    assertTrue(leader.console().contains("Input/output error"), leader::console);

    leader.killAtOnce();
    var unused = leader.awaitEnd();
    cluster.start();
    Lab.awaitAgreement(client);
    assertNothingLost(client, writes);
    measured("failing syncs of the leader: %d writes, none lost", writes.acknowledged());
  }

  private static void addMore(Writes writes) throws InterruptedException {
    int target = writes.acknowledged() + WRITES;
    writes.add(() -> writes.acknowledged() < target);
    writes.awaitAll();
  }

  private static void assertNothingLost(CapstanClient client, Writes writes) {
    RequestOptions strong = RequestOptions.DEFAULT.withLevel(Level.STRONG);
    List<String> values = Rows.values(client.keyspaceAsync("strong").with(strong));
    Verdict verdict = SetChecker.of(Operation.of(writes.history())).check(new HashSet<>(values));
    assertEquals(Verdict.Kind.VALID, verdict.kind(), verdict::reason);
  }
}
