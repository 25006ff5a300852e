package io.capstan.client.shell.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.Behaviour;
import io.capstan.client.fake.FakeCluster;
import io.capstan.client.shell.CapturedTerminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell as a script sees it. */
final class ShellCommandTest {
  private static final Pattern VERSION = Pattern.compile("version [0-9a-f]+");

  @TempDir private Path state;
  private FakeCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = FakeCluster.overTcp(1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** One run of the shell. */
  private record Ran(int exit, String out, String err) {}

  @Test
  void commandsRunAsTheyDoOnTheCommandLine() {
    Ran ran = runs("put a 'one  two'", "get a", "kv get a", "del a");
    assertEquals(new Ran(0, "version #\none  two\none  two\ndeleted\n", ""), ran);
  }

  @Test
  void allCommandsShareOneClient() {
    runs("put a 1", "put b 2", "put c 3 --timeout 4s");
    assertEquals(4, cluster.index(), "one session with the shard, and three writes");
  }

  @Test
  void aScriptEndsAtTheFirstLineThatFailsWithItsExitCode() {
    Ran ran = runs("put a 1", "get nope", "get a");
    assertEquals(1, ran.exit());
    assertEquals("version #\n", ran.out());
    assertTrue(
        ran.err().startsWith("kv: there is no row 'nope'\nkv: stopped at line 2;"), ran.err());
  }

  @Test
  void aScriptThatKeepsGoingEndsWithTheExitCodeOfTheFirstFailure() {
    Ran ran = run(List.of("--keep-going"), "get nope", "gte", "put a 1");
    assertEquals(1, ran.exit());
    assertEquals("version #\n", ran.out());
    assertTrue(ran.err().contains("did you mean 'get'?"), ran.err());
  }

  @Test
  void aScriptIsReadFromStandardInputWithoutAPromptOrColours() {
    String script =
        "# comment\nput a \"\"\"\n  x\n\ny\n\"\"\"\n\nget a\nget \\\n a\nexit\nget nope\n";
    var captured = CapturedTerminal.reading(script.getBytes(StandardCharsets.UTF_8));
    int exit =
        captured.kv("shell", "--server", cluster.address("n1"), "-k", "k", "--session", "none");
    assertEquals(0, exit, captured::err);
    assertTrue(captured.out().endsWith("  x\n\ny\n  x\n\ny\n"), captured.out());
    assertEquals("", captured.err());
  }

  @Test
  void aLineThatIsNeverFinishedIsAUsageError() {
    Ran ran = runs("put a 'b");
    assertEquals(2, ran.exit());
    assertTrue(ran.err().startsWith("kv: the input ends before the closing '\n"), ran.err());
  }

  @Test
  void theKeyspaceTheLevelAndTheReceiptsAreThoseThatWereChosen() {
    Ran ran =
        runs(
            "keyspace create orders",
            "use orders",
            "put a 1",
            "use k",
            "level strong",
            "receipt on",
            "get a -k orders",
            "get a --receipt -k orders",
            "level eventual",
            "get a --json -k orders",
            "level default",
            "receipt off",
            "get a -k orders");
    assertEquals(0, ran.exit(), ran.err());
    List<String> asked =
        Pattern.compile("asked [A-Z]+").matcher(ran.err()).results().map(r -> r.group()).toList();
    assertEquals(List.of("asked STRONG", "asked STRONG"), asked);
    assertTrue(ran.out().contains("\"level_asked\":\"EVENTUAL\""), ran.out());
    assertTrue(ran.out().endsWith("}\n1\n"), ran.out());
  }

  @Test
  void aKeyspaceThatDoesNotExistIsNotUsed() {
    Ran ran = runs("keyspace create orders", "use order");
    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("there is no keyspace 'order'\n    did you mean 'orders'?"));
  }

  @Test
  void aLevelThatDoesNotExistIsRefused() {
    assertEquals(2, runs("level sometimes").exit());
    assertEquals(2, run(List.of("--level", "sometimes"), "get a").exit());
  }

  @Test
  void theSessionIsThatOfEarlierRunsAndIsLeftToLaterOnes() {
    List<String> mine = List.of("--session", state.resolve("mine").toString());
    run(mine, "put a 1");
    Ran later = run(mine, "session show", "session new", "session show");
    assertTrue(
        Pattern.matches(
            "a token of \\d+ bytes\nshard 0: entry \\d+ or later\nthe session has seen nothing yet\n",
            later.out()),
        later.out());
  }

  @Test
  void withoutASessionEachCommandHasAClientOfItsOwn() {
    Ran ran = runs("session off", "put a 1", "put a 2", "session show");
    assertEquals(4, cluster.index(), "a session with the shard for each of two writes");
    assertTrue(ran.out().endsWith("no session is held: each command has its own\n"), ran.out());
  }

  @Test
  void aCommandMayHaveATimeoutOfItsOwn() {
    runs("put a 1");
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).always(Behaviour.silent());
    }
    Ran ran = run(List.of("--timeout", "1h"), "get a --timeout 200ms");
    assertEquals(5, ran.exit(), ran.err());
  }

  @Test
  void aCommandThatNamesANodeHasAClientOfItsOwnWithinTheSameSessionAndCluster() {
    Ran ran = runs("put a 1", "get a --node n2 --receipt", "session show");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.err().contains("served by n2"), ran.err());
  }

  @Test
  void explainSendsNothingToAShard() {
    for (int node = 1; node <= 3; node++) {
      cluster.node(node).always(Behaviour.silent());
    }
    Ran ran = runs("explain put a 1", "explain get a --level strong", "explain scan");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(0, cluster.index());
  }

  @Test
  void explainKnowsOnlyRequestsForRows() {
    assertEquals(2, runs("explain keyspace list").exit());
    assertEquals(2, runs("explain bogus").exit());
    assertEquals(2, runs("explain").exit());
  }

  @Test
  void timingFollowsEachCommand() {
    Ran ran = runs("timing on", "put a 1", "timing off", "get a");
    assertTrue(Pattern.matches("(\\(\\d+\\.\\d ms\\)\n){2}", ran.err()), ran.err());
  }

  @Test
  void whatMakesNoSenseInTheShellIsRefused() {
    assertEquals(2, runs("up").exit());
    assertEquals(2, runs("shell").exit());
    Ran ran = runs("put a -");
    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("a command in the shell has no standard input"), ran.err());
  }

  @Test
  void helpListsTheCommandsOfBoth() {
    Ran ran = runs("help", "help use", "help get");
    for (String word : List.of("  explain ", "  scan ", "Usage: kv use", "Usage: kv get")) {
      assertTrue(ran.out().contains(word), ran.out());
    }
    assertFalse(ran.out().contains("starts three nodes"), ran.out());
  }

  @Test
  void eachSwitchSaysWhatItSetsAndHow() {
    String receipt = runs("help receipt").out();
    for (String words : List.of("Usage: kv receipt", "on|off", "what it rests on", "receipt on")) {
      assertTrue(receipt.contains(words), receipt);
    }
    String timing = runs("help timing").out();
    for (String words : List.of("Usage: kv timing", "on|off", "how long", "timing off")) {
      assertTrue(timing.contains(words), timing);
    }
  }

  private Ran runs(String... lines) {
    return run(List.of(), lines);
  }

  private Ran run(List<String> options, String... lines) {
    var captured = CapturedTerminal.within(Map.of("XDG_STATE_HOME", state.toString()));
    List<String> words =
        new ArrayList<>(List.of("shell", "--server", cluster.address("n1"), "-k", "k"));
    words.addAll(options);
    for (String line : lines) {
      words.addAll(List.of("-e", line));
    }
    int exit = captured.kv(words.toArray(String[]::new));
    return new Ran(exit, VERSION.matcher(captured.out()).replaceAll("version #"), captured.err());
  }
}
