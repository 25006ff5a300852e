package io.capstan.client.shell.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.CapstanClient;
import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.bulk.LoadedLine.RowToPut;
import io.capstan.client.shell.bulk.Loader.End;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LoaderTest {
  private static final LoadProgress NOTHING = LoadProgress.beginningAt(Position.START);
  private static final Duration PATIENCE = Duration.ofMillis(300);

  /** The file that the rows are of: {@code KEY=VALUE}, one a line. */
  private final List<String> lines = new ArrayList<>();

  private final List<LoadProgress> ticks = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();
  private Consumer<LoadProgress> atTick = progress -> {};

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void afterACrashAtAnyMomentTheNextRunEndsExact() throws Exception {
    for (int i = 0; i < 100; i++) {
      lines.add("key" + i % 60 + "=value" + i);
    }
    int crashes = 0;
    boolean crashed = true;
    while (crashed) {
      int last = ++crashes;
      ticks.clear();
      try (var cluster = new FakeCluster(4);
          var client = cluster.client().build()) {
        atTick = progress -> crashAt(last);
        crashed = !load(client, NOTHING);
        atTick = progress -> {};
        var begin = crashed ? ticks.get(last - 1) : NOTHING;
        assertTrue(load(client, begin));
        for (int i = 40; i < 100; i++) {
          assertEquals("value" + i, cluster.row("key" + i % 60), () -> "crash " + last);
        }
        assertEquals(100, ticks.get(ticks.size() - 1).loaded());
      }
    }
    assertTrue(crashes > 10, "only " + crashes + " crashes");
  }

  private void crashAt(int tick) {
    if (ticks.size() == tick) {
      throw new Crash();
    }
  }

  /** False: it crashed. */
  private boolean load(CapstanClient client, LoadProgress begin) throws Exception {
    try {
      return loader(client, begin, 8).run() == End.COMPLETE;
    } catch (Crash e) {
      return false;
    }
  }

  @Test
  void ofTwoLinesWithOneKeyTheLaterWinsWhateverIsSlow() throws Exception {
    lines.addAll(List.of("a=1", "b=2", "a=3"));
    try (var cluster = new FakeCluster(1);
        var client = cluster.client().build()) {
      cluster.node(1).next(Behaviour.held());
      atTick =
          progress -> {
            if (ticks.size() > 3) {
              assertEquals(0, ticks.get(2).loaded());
              cluster.node(1).answerHeld();
            }
          };
      Loader loader = loader(client, NOTHING, 8);
      assertEquals(End.COMPLETE, loader.run());
      assertEquals(3, loader.progress().loaded());
      assertEquals("3", cluster.row("a"));
    }
  }

  @Test
  void aRowWhoseOutcomeIsUnknownIsSentAgain() throws Exception {
    lines.addAll(List.of("a=1", "b=2"));
    try (var cluster = new FakeCluster(1);
        var client = cluster.client().deadline(Duration.ofMillis(200)).build()) {
      cluster.node(1).next(Behaviour.silent());
      assertEquals(End.COMPLETE, loader(client, NOTHING, 1).run());
      assertEquals("1", cluster.row("a"));
      assertEquals("2", cluster.row("b"));
    }
  }

  @Test
  void aRowThatIsOverTheKeyspacesOwnLimitsIsRejectedAlone() throws Exception {
    lines.addAll(List.of("a=1", "b=2", "c=3"));
    try (var cluster = new FakeCluster(1);
        var client = cluster.client().build()) {
      cluster.node(1).next(Behaviour.honest(), Behaviour.refuse(Failure.LIMIT_EXCEEDED));
      Loader loader = loader(client, NOTHING, 1);
      assertEquals(End.COMPLETE, loader.run());
      assertEquals(List.of("line 2: LIMIT_EXCEEDED: as scripted"), rejected);
      assertEquals(2, loader.progress().loaded());
      assertEquals(1, loader.progress().rejected());
      assertNotNull(cluster.row("c"));
    }
  }

  @Test
  void aRowThatFailsForLongerThanThePatienceEndsTheLoad() throws Exception {
    lines.addAll(List.of("a=1", "b=2"));
    try (var cluster = new FakeCluster(1);
        var client = cluster.client().deadline(Duration.ofMillis(100)).build()) {
      cluster.node(1).next(Behaviour.honest());
      for (int node = 1; node <= 3; node++) {
        cluster.node(node).always(Behaviour.refuse(Failure.UNAVAILABLE));
      }
      Loader loader = loader(client, NOTHING, 1);
      var failed = assertThrows(CommandFailed.class, loader::run);
      assertTrue(failed.toString().contains("line 2 cannot be written: UNAVAILABLE"));
      assertEquals(new Position(1, 2), loader.progress().acknowledged());
    }
  }

  @Test
  void aRefusalThatEveryRowWouldMeetEndsTheLoadAtOnce() throws Exception {
    lines.addAll(List.of("a=1", "b=2"));
    try (var cluster = new FakeCluster(1);
        var client = cluster.client().build()) {
      cluster.node(1).next(Behaviour.refuse(Failure.DISK_FULL));
      Loader loader = loader(client, NOTHING, 1);
      var refused = assertThrows(CapstanException.class, loader::run);
      assertEquals(Failure.DISK_FULL, refused.failure());
      assertEquals(Position.START, loader.progress().acknowledged());
    }
  }

  @Test
  void aLoadThatIsToldToStopLeavesRowsUnderWay() throws Exception {
    lines.addAll(List.of("a=1", "b=2"));
    try (var cluster = new FakeCluster(1);
        var client = cluster.client().build()) {
      cluster.node(1).next(Behaviour.honest(), Behaviour.silent());
      Loader loader = loader(client, NOTHING, 2);
      atTick = progress -> stop = progress.loaded() == 1;
      assertEquals(End.STOPPED, loader.run());
      assertEquals(new Position(1, 2), loader.progress().acknowledged());
      assertFalse(rejected.iterator().hasNext());
    }
  }

  private boolean stop;

  /** Positions count lines instead of bytes. */
  private Loader loader(CapstanClient client, LoadProgress begin, int inFlight) {
    int[] next = {(int) begin.acknowledged().offset()};
    Loader.Source source = () -> next[0] == lines.size() ? null : row(next[0]++);
    return new Loader(
        client.keyspaceAsync("k"),
        source,
        begin,
        new Loader.Bounds(inFlight, PATIENCE, 10),
        new Recorded(),
        () -> stop,
        Ticker.system());
  }

  private LoadedLine row(int index) {
    String[] parts = lines.get(index).split("=", 2);
    var next = new Position(index + 1L, index + 2L);
    return new RowToPut(index + 1L, next, parts[0].getBytes(UTF_8), parts[1].getBytes(UTF_8));
  }

  private final class Recorded implements Loader.Events {
    @Override
    public void rejected(long line, String reason) {
      rejected.add("line " + line + ": " + reason);
    }

    @Override
    public void tick(LoadProgress progress) throws IOException {
      ticks.add(progress);
      atTick.accept(progress);
    }
  }
}
