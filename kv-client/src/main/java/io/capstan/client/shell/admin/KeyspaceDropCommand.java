package io.capstan.client.shell.admin;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv keyspace drop}: drops a keyspace. */
@Command(
    name = "drop",
    description = "Drops a keyspace and all its rows, for good.",
    footer = {"%nExamples:", "  kv keyspace drop orders --yes"})
final class KeyspaceDropCommand implements Callable<Integer> {
  @Mixin private AdminFlags flags = new AdminFlags();

  @Parameters(paramLabel = "NAME", description = "The keyspace.")
  private String name = "";

  @Option(names = "--yes", description = "Confirms it.")
  private boolean confirmed;

  private final Terminal terminal;

  KeyspaceDropCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!confirmed) {
      throw CommandFailed.usage(
          "all rows of \"" + name + "\" would be lost",
          "to confirm it: kv keyspace drop " + name + " --yes");
    }
    flags.ask(terminal, client -> client.admin().dropKeyspace(name));
    if (flags.json()) {
      Json.print(terminal.out(), json -> json.writeStringField("dropped", name));
    } else {
      terminal.out().println("dropped " + name);
    }
    return Exit.OK.code();
  }
}
