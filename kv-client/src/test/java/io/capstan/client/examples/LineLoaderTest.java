package io.capstan.client.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.client.CapstanClient;
import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The loader against nodes that fail in the middle of it. */
final class LineLoaderTest {
  private static final List<String> LINES =
      IntStream.range(0, 500).mapToObj(i -> String.format("%04X;NAME %d", i, i)).toList();

  @Test
  void everyLineIsWrittenOnceWhateverBecomesOfTheAttempts() throws Exception {
    try (FakeCluster cluster = new FakeCluster(1);
        CapstanClient client = cluster.client().build()) {
      for (int i = 0; i < 20; i++) {
        cluster.node(1).next(Behaviour.honest(), Behaviour.applyThenBreakStream());
        cluster.node(1).next(Behaviour.refuse(Failure.INTERNAL));
      }
      LineLoader loader = new LineLoader(client.keyspaceAsync("k"));
      loader.submit(LINES, () -> true);
      assertEquals(LINES.size(), loader.written());
      assertEquals(1 + LINES.size(), cluster.index(), "one session, and each line once");
      assertEquals("01F3;NAME 499", cluster.row("01F3"));
    }
  }

  @Test
  void aLineThatIsRefusedForGoodEndsTheLoad() throws Exception {
    try (FakeCluster cluster = new FakeCluster(1);
        CapstanClient client = cluster.client().build()) {
      cluster.node(1).next(Behaviour.honest(), Behaviour.refuse(Failure.DISK_FULL));
      LineLoader loader = new LineLoader(client.keyspaceAsync("k"));
      CapstanException failure =
          assertThrows(CapstanException.class, () -> loader.submit(LINES, () -> true));
      assertEquals(Failure.DISK_FULL, failure.failure());
    }
  }
}
