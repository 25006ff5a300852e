package io.capstan.jepsen.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalProcessTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> LONG = List.of("sleep", "600");

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"running", "paused"})
  void aServerEndsWithAHarnessThatIsKilled(String state) throws IOException {
    List<String> arguments =
        state.equals("paused") ? List.of("" + directory, state) : List.of("" + directory);
    Process harness =
        new ProcessBuilder(
                ServerJvm.ofThisProcess().command(AbandonedServer.class.getName(), arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String id = harness.inputReader(StandardCharsets.UTF_8).readLine();
    assertTrue(runs(id), id);

    var unused = harness.destroyForcibly();
    Await.system().until(() -> "process " + id + " ends", SOON, () -> !runs(id));
  }

  /** A process that has ended and whose end nobody has asked for is a zombie (proc(5)). */
  private static boolean runs(String id) {
    try {
      String stat = Files.readString(Path.of("/proc", id, "stat"));
      return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void nothingIsStartedAnyMoreOnceAGroupIsClosed() {
    LocalProcess server = new LocalProcess(AbandonedServer.plan(directory), LONG);
    ProcessGroup group = new ProcessGroup();
    ServerProcess member = group.add(server);
    group.startAll();
    assertTrue(member.isAlive());
    group.close();
    assertFalse(member.isAlive());

    assertThrows(IllegalStateException.class, member::start);
    assertEquals(128 + 9, member.awaitEnd());
    assertThrows(IllegalStateException.class, () -> group.add(server));
  }

  @Test
  void whoIsKilledWithItsGroupCanBeStartedAgain() {
    ProcessGroup group = new ProcessGroup();
    ServerProcess member = group.add(new LocalProcess(AbandonedServer.plan(directory), LONG));
    group.startAll();
    group.killAll();
    member.start();
    assertTrue(member.isAlive());
    group.close();
  }

  @Test
  void noWatchdogIsLeftBehindByAServerThatHasEnded() {
    LocalProcess server = new LocalProcess(AbandonedServer.plan(directory), LONG);
    Set<ProcessHandle> before = children();
    server.start();
    Set<ProcessHandle> started = new HashSet<>(children());
    started.removeAll(before);
    assertEquals(2, started.size(), started::toString);
    server.kill();
    Await.system()
        .until(
            () -> "all end of " + started,
            SOON,
            () -> started.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }
}
