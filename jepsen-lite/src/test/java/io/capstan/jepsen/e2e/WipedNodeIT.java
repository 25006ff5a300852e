package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.jepsen.checker.SetChecker;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.history.Operation;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class WipedNodeIT {
  private static final int ROWS = 500;

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aNodeWhoseDiskWasWipedWhileAllWereDownIsNotLetInAndTheOthersServeAllThatWasAcknowledged()
      throws IOException, InterruptedException {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    AsyncKeyspace keyspace = lab.client(cluster.addresses()).keyspaceAsync("strong");
    Writes writes = lab.writes(keyspace, 64);
    writes.add(() -> writes.acknowledged() < ROWS);
    writes.awaitAll();

    ServerProcess wiped = Lab.leader(cluster, 0);
    cluster.killAll();
    Lab.delete(wiped.plan().data());
    cluster.nodes().forEach(ServerProcess::start);
    assertEquals(1, wiped.awaitEnd(), wiped::console);
    assertTrue(wiped.console().contains("DISK_REPLACED"), wiped::console);
    cluster.awaitReady();

    int before = writes.acknowledged();
    writes.add(() -> writes.acknowledged() < before + ROWS);
    writes.awaitAll();
    List<String> values =
        Rows.values(keyspace.with(RequestOptions.DEFAULT.withLevel(Level.STRONG)));
    Verdict verdict = SetChecker.of(Operation.of(writes.history())).check(new HashSet<>(values));
    assertTrue(verdict.isValid(), verdict.reason());
    measured(
        "wiped while all were down: %s ended with DISK_REPLACED, the other two serve all of %d rows",
        wiped.id(), writes.acknowledged());
  }
}
