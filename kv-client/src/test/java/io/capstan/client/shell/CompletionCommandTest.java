package io.capstan.client.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionCommandTest {
  /** What Tab offers behind some words of a command line. */
  private static final String TAB =
      """
      source "$0"
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      _complete_kv kv "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir private Path directory;

  @Test
  void bashCompletesCommandsFlagsAndTheirValues() throws Exception {
    assertTrue(tab("kv", "").containsAll(List.of("put", "scan", "shell", "keyspace")));
    assertTrue(tab("kv", "keyspace", "").contains("create"));
    assertTrue(tab("kv", "get", "--l").contains("--level"));
    assertTrue(tab("kv", "get", "--level", "").containsAll(List.of("strong", "eventual")));
  }

  @Test
  void zshIsToldToUnderstandBashesCompletionsFirst() {
    var terminal = CapturedTerminal.piped();
    assertEquals(0, terminal.kv("completion", "zsh"));
    String script = terminal.out();
    assertTrue(script.startsWith("#compdef kv\n"), script);
    assertTrue(script.contains("bashcompinit"), script);
    int complete = script.indexOf("\ncomplete -F _complete_kv");
    assertTrue(complete > 0, script);
    assertTrue(script.indexOf("bashcompinit") < complete, script);
  }

  private List<String> tab(String... words) throws IOException, InterruptedException {
    var terminal = CapturedTerminal.piped();
    assertEquals(0, terminal.kv("completion", "bash"));
    Path script = Files.writeString(directory.resolve("kv-completion"), terminal.out());
    Path offered = directory.resolve("offered");
    var command = new ArrayList<>(List.of("bash", "-c", TAB, script.toString()));
    command.addAll(List.of(words));
    Process bash =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(offered.toFile())
            .start();
    assertTrue(bash.waitFor(30, TimeUnit.SECONDS));
    return Files.readAllLines(offered).stream().map(String::strip).toList();
  }
}
