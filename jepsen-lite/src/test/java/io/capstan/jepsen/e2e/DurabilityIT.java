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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class DurabilityIT {
  private static final int ROWS = 1_000;

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void rowsSurviveAGracefulStopAndStartOfAllNodes() throws InterruptedException {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    AsyncKeyspace keyspace = lab.client(cluster.addresses()).keyspaceAsync("strong");
    Writes writes = lab.writes(keyspace, 64);
    writes.add(() -> writes.acknowledged() < ROWS);
    writes.awaitAll();

    long began = System.nanoTime();
    cluster.nodes().parallelStream().forEach(ServerProcess::stop);
    long stopped = System.nanoTime();
    cluster.start();
    long started = System.nanoTime();

    List<String> values =
        Rows.values(keyspace.with(RequestOptions.DEFAULT.withLevel(Level.STRONG)));
    Verdict verdict = SetChecker.of(Operation.of(writes.history())).check(new HashSet<>(values));
    assertTrue(verdict.isValid(), verdict.reason());
    assertEquals(writes.acknowledged(), values.size(), "nothing failed, so all are there");
    measured(
        "graceful restart: %d rows kept; all stopped in %d ms, serving again after %d ms",
        values.size(),
        TimeUnit.NANOSECONDS.toMillis(stopped - began),
        TimeUnit.NANOSECONDS.toMillis(started - stopped));
  }
}
