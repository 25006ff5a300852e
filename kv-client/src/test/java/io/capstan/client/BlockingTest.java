package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The blocking facade: what a thread that is interrupted is told. */
final class BlockingTest {
  private FakeCluster cluster;
  private CapstanClient client;
  private Keyspace keyspace;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).always(Behaviour.silent());
    }
    client = cluster.client().build();
    keyspace = client.keyspace("k");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void anInterruptedReadIsRefused() {
    List<Executable> reads =
        List.of(
            () -> keyspace.get(bytes("a")),
            () -> keyspace.batchGet(List.of(bytes("a"))),
            () -> keyspace.scan(ScanRange.all()).hasNext());
    for (Executable read : reads) {
      assertEquals(Failure.UNAVAILABLE, interrupted(read));
    }
  }

  @Test
  void anInterruptedWriteIsUnknown() {
    assertEquals(Failure.OUTCOME_UNKNOWN, interrupted(() -> keyspace.put(bytes("a"), bytes("1"))));
    assertEquals(Failure.OUTCOME_UNKNOWN, interrupted(() -> keyspace.increment(bytes("a"), 1)));
  }

  private static Failure interrupted(Executable call) {
    Thread.currentThread().interrupt();
    CapstanException failure = assertThrows(CapstanException.class, call);
    assertTrue(Thread.interrupted(), "the thread is still interrupted");
    return failure.failure();
  }
}
