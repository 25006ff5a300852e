package io.capstan.jepsen.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shell as a person sees it: typed to, and read off a pseudo-terminal. */
class ShellIT {
  private static final String PROMPT = "capstan(strong @session*)>";

  @RegisterExtension final Lab lab = new Lab();

  @BeforeAll
  static void requireTmux() {
    if (Tmux.isThere()) {
      return;
    }
    String message = "there is no tmux, so that nobody types; apt-get install -y tmux";
    assertTrue(!"true".equals(System.getenv("CI")), message);
    System.out.println("[skipped] ShellIT: " + message);
    assumeTrue(false, message);
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aPersonCompletesRepeatsWritesSeveralLinesAndSurvivesErrorsAndCtrlC() throws IOException {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    Tmux shell = shell(cluster);
    writesAValueOfTwoLines(shell);
    goesOnAfterAnError(shell);
    completes(shell);
    repeatsALineOfTheHistory(shell);
    explains(shell);
    stopsACommandAndNotTheShell(shell, cluster);

    atPrompt(shell, "", "C-d");
    shell.until("the end of the shell", pane -> pane.endsWith("ended with 0"));
    historyIsKeptButForSecrets();
  }

  /** Types once the shell waits for a command. */
  private static void atPrompt(Tmux shell, String text, String... keys) throws IOException {
    shell.until("the prompt", pane -> pane.endsWith(PROMPT));
    shell.type(text, keys);
  }

  private static void writesAValueOfTwoLines(Tmux shell) throws IOException {
    atPrompt(shell, "put poem \"first", "Enter");
    shell.until("the continuation prompt", pane -> pane.endsWith("\n..."));
    shell.type("  second\"", "Enter");
    shell.until("the version", pane -> pane.matches("(?s).*version [0-9a-f]+\n\\(.* ms\\)\n.*"));
    atPrompt(shell, "get poem", "Enter");
    shell.until("both lines", pane -> pane.contains("\nfirst\n  second\n("));
  }

  private static void goesOnAfterAnError(Tmux shell) throws IOException {
    atPrompt(shell, "gte poem", "Enter");
    shell.until(
        "the error and what may be meant",
        pane -> pane.contains("\nkv: unknown command 'gte'\n    did you mean 'get'?"));
    atPrompt(shell, " get secret", "Enter");
    shell.until("no row", pane -> pane.contains("\nkv: there is no row 'secret'\n"));
  }

  private static void completes(Tmux shell) throws IOException {
    atPrompt(shell, "keyspace des", "Tab");
    shell.until("a whole subcommand", pane -> pane.endsWith("keyspace describe"));
    shell.type("event", "Tab");
    shell.until("a keyspace's name", pane -> pane.endsWith("keyspace describe eventual"));
    shell.type("", "Enter");
    shell.until("the keyspace", pane -> pane.contains("\neventual  eventual  session "));
    atPrompt(shell, "get poem --lev", "Tab");
    shell.until("a whole flag", pane -> pane.endsWith("get poem --level"));
    shell.type("str", "Tab");
    shell.until("a level", pane -> pane.endsWith("get poem --level strong"));
    shell.type("", "C-c");
    shell.until("a line that is cleared", pane -> pane.endsWith(PROMPT));
  }

  private static void repeatsALineOfTheHistory(Tmux shell) throws IOException {
    atPrompt(shell, "", "Up", "Up");
    shell.until("the line before the last one", pane -> pane.endsWith(PROMPT + " gte poem"));
    shell.type("", "Down");
    shell.until("the last one", pane -> pane.endsWith(PROMPT + " keyspace describe eventual"));
    shell.type("", "C-c");
  }

  private static void explains(Tmux shell) throws IOException {
    atPrompt(shell, "explain get poem", "Enter");
    shell.until("who would be asked", pane -> pane.contains("\nreplicas  n"));
  }

  private static void stopsACommandAndNotTheShell(Tmux shell, ProcessCluster cluster)
      throws IOException {
    cluster.nodes().forEach(ServerProcess::pause);
    atPrompt(shell, "clear", "Enter");
    atPrompt(shell, "put poem third --timeout 1h", "Enter");
    shell.until("a command that runs", pane -> shell.cursorIsAtLineStart());
    shell.type("", "C-c");
    shell.until(
        "an outcome that is not known",
        pane -> pane.contains("\nkv: stopped; the outcome is unknown"));
    cluster.nodes().forEach(ServerProcess::resume);
    atPrompt(shell, "clear", "Enter");
    atPrompt(shell, "put poem fourth --timeout 1m", "Enter");
    shell.until("a version", pane -> pane.contains("\nversion "));
  }

  private void historyIsKeptButForSecrets() throws IOException {
    Path history = state().resolve("capstan").resolve("history");
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
    List<String> lines = Files.readAllLines(history);
    assertEquals("put poem \"first\\n  second\"", lines.get(0));
    assertTrue(lines.contains("gte poem"), lines::toString);
    assertTrue(lines.stream().noneMatch(line -> line.contains("secret")), lines::toString);
  }

  private Tmux shell(ProcessCluster cluster) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script = "trap : INT; \"$@\"; echo \"ended with $?\"; exec sleep 600";
    List<String> command =
        List.of(
            "sh",
            "-c",
            script,
            "sh",
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dcapstan.terminals=in,out,err",
            "-cp",
            System.getProperty("java.class.path"),
            "io.capstan.client.shell.Kv",
            "shell",
            "--server",
            cluster.node("n1").address());
    Map<String, String> environment =
        Map.of("XDG_STATE_HOME", state().toString(), "NO_COLOR", "1", "LC_ALL", "C.UTF-8");
    return lab.closing(Tmux.start(socket(), environment, command));
  }

  /** Paths of sockets must be short. */
  private Path socket() throws IOException {
    Path directory = Files.createTempDirectory("kv");
    AutoCloseable unused = lab.closing(() -> Lab.delete(directory));
    return directory.resolve("tmux");
  }

  private Path state() {
    return lab.directory("state").toAbsolutePath();
  }
}
