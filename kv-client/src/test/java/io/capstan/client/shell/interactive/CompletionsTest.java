package io.capstan.client.shell.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CapturedTerminal;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.data.ConnectionFlags;
import io.capstan.runtime.Ticker;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Node;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CompletionsTest {
  private static final ClusterView VIEW =
      new ClusterView(
          GetClusterResponse.newBuilder()
              .addKeyspaces(Keyspace.newBuilder().setName("orders"))
              .addKeyspaces(Keyspace.newBuilder().setName("users"))
              .addNodes(Node.newBuilder().setId("n1"))
              .addNodes(Node.newBuilder().setId("n2"))
              .build());

  private final Completions completions = completions(Optional.of(VIEW));

  private static Completions completions(Optional<ClusterView> view) {
    Terminal terminal = CapturedTerminal.piped().terminal();
    var connection = new ShellConnection(terminal, new ConnectionFlags(), "none", Ticker.system());
    var settings = new ShellSettings("strong", false);
    Shell shell = new Shell(terminal, connection, settings, Screen.NONE, Ticker.system());
    return new Completions(shell.everyCommand(), () -> view);
  }

  @Test
  void aLineBeginsWithACommandOfKvOrOfTheShell() {
    List<String> commands = after("");
    assertTrue(commands.containsAll(List.of("put", "scan", "keyspace", "use", "explain", "exit")));
    assertFalse(commands.contains("up"), "it is not for the shell");
    assertFalse(commands.contains("demo"), "it is not for the shell");
    assertEquals(commands, after("kv "));
    assertEquals(commands, after("help "));
    assertEquals(commands, after("explain "));
  }

  @Test
  void aGroupGoesOnWithItsCommands() {
    assertEquals(List.of("list", "describe", "create", "alter", "drop"), after("keyspace "));
    assertEquals(List.of("digest"), after("admin "));
  }

  @Test
  void keyspacesAreOfferedWhereOneIsWanted() {
    List<String> keyspaces = List.of("orders", "users");
    for (String line :
        List.of("use ", "get -k ", "put a b --keyspace ", "keyspace drop ", "kv scan -k ")) {
      assertEquals(keyspaces, after(line), line);
    }
    assertEquals(List.of(), after("keyspace create "));
    assertEquals(List.of(), after("get "), "keys are not known");
  }

  @Test
  void levelsNodesAndSwitchesAreOfferedWhereTheyAreWanted() {
    assertEquals(List.of("strong", "session", "bounded:", "eventual"), after("get a --level "));
    assertEquals(List.of("strong", "session", "bounded:", "eventual", "default"), after("level "));
    assertEquals(List.of("n1", "n2"), after("get a --node "));
    assertEquals(List.of("on", "off"), after("receipt "));
    assertEquals(List.of("show", "off", "new"), after("session "));
    assertEquals(List.of("strong", "eventual"), after("keyspace create orders --mode "));
    assertEquals(List.of(), after("use orders "), "there is no second one");
  }

  @Test
  void flagsAreOfferedForAMinus() {
    assertTrue(after("get a -").containsAll(List.of("--level", "--receipt", "--key-hex")));
    assertTrue(after("keyspace create -").contains("--default-level"));
    assertTrue(after("explain get a --").contains("--level"));
  }

  @Test
  void aBoundIsLeftToType() {
    var bounded =
        completions.after(List.of("level"), "").stream()
            .filter(candidate -> candidate.text().equals("bounded:"))
            .toList();
    assertEquals(List.of(false), bounded.stream().map(Completions.Candidate::complete).toList());
  }

  @Test
  void withoutAClusterThereAreNoNames() {
    assertEquals(List.of(), completions(Optional.empty()).after(List.of("use"), ""));
  }

  /** What may follow a line; the word after its last blank is begun. */
  private List<String> after(String line) {
    List<String> words = List.of(line.split(" ", -1));
    List<String> before = words.subList(0, words.size() - 1);
    return completions.after(before, words.get(words.size() - 1)).stream()
        .map(Completions.Candidate::text)
        .toList();
  }
}
