package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.limits.Limits;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much is sent at once: a node ends a stream whose frame it cannot take. */
final class FramesTest {
  private FakeCluster cluster;
  private CapstanClient client;
  private AsyncKeyspace keyspace;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(1);
    client = cluster.client().prefer("n1").build();
    keyspace = client.keyspaceAsync("k");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void aBatchOverTheFramesLimitIsRefusedBeforeItIsSent() throws Exception {
    CapstanException failure = failed(keyspace.batchWrite(puts(5, Limits.VALUE_BYTES_MAX)));

    assertEquals(Failure.LIMIT_EXCEEDED, failure.failure());
    assertTrue(failure.error().getMessage().contains("FRAME_BYTES_MAX"));
    assertEquals(0, cluster.node(1).receivedCount());
  }

  @Test
  void aLargeBatchBehindASmallWriteHasAFrameOfItsOwn() throws Exception {
    done(keyspace.put(bytes("before"), bytes("0")));
    cluster.node(1).next(Behaviour.held());
    CompletionStage<?> together =
        keyspace
            .get(bytes("before"))
            .thenCompose(
                answer -> {
                  // Both are queued before either is written: this runs as an answer is handed out.
                  CompletionStage<?> small = keyspace.put(bytes("small"), new byte[4096]);
                  return keyspace
                      .batchWrite(puts(4, Limits.VALUE_BYTES_MAX - 512))
                      .thenCombine(small, (a, b) -> a);
                });

    cluster.node(1).answerHeld();
    done(together);

    assertEquals(4, cluster.node(1).receivedCount());
    assertTrue(
        cluster.node(1).largestFrame() <= Limits.FRAME_BYTES_MAX,
        () -> cluster.node(1).largestFrame() + " bytes");
  }

  private static List<WriteOp> puts(int count, int valueBytes) {
    return IntStream.range(0, count)
        .mapToObj(i -> WriteOp.put(bytes("k" + i), new byte[valueBytes]))
        .toList();
  }
}
