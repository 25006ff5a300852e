package io.capstan.client.shell.admin;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv keyspace create}: makes a keyspace. */
@Command(
    name = "create",
    description = "Makes a keyspace.",
    footer = {
      "%nExamples:",
      "  kv keyspace create orders",
      "  kv keyspace create hits --mode eventual --write-quorum one --default-level eventual"
    })
final class KeyspaceCreateCommand implements Callable<Integer> {
  @Mixin private AdminFlags flags = new AdminFlags();

  @Mixin private KeyspaceFlags options = new KeyspaceFlags();

  @Parameters(
      paramLabel = "NAME",
      description = "Lower-case letters, digits, - and _; a letter first.")
  private String name = "";

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "strong",
      description = "How its rows are replicated, for good: ${COMPLETION-CANDIDATES}.")
  private Replication mode = Replication.strong;

  private final Terminal terminal;

  /** What the command line calls the modes. */
  private enum Replication {
    strong(Mode.MODE_STRONG),
    eventual(Mode.MODE_EVENTUAL);

    private final Mode proto;

    Replication(Mode proto) {
      this.proto = proto;
    }
  }

  KeyspaceCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    KeyspaceOptions chosen = options.chosen();
    Keyspace made =
        flags.ask(terminal, client -> client.admin().createKeyspace(name, mode.proto, chosen));
    KeyspaceText.print(terminal, flags.json(), List.of(made));
    return Exit.OK.code();
  }
}
