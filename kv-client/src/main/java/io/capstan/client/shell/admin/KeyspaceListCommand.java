package io.capstan.client.shell.admin;

import io.capstan.client.CapstanClient;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kv keyspace list}: every keyspace of the cluster. */
@Command(
    name = "list",
    description = "Lists the keyspaces.",
    footer = {"%nExamples:", "  kv keyspace list"})
final class KeyspaceListCommand implements Callable<Integer> {
  @Mixin private AdminFlags flags = new AdminFlags();

  private final Terminal terminal;

  KeyspaceListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var keyspaces = flags.ask(terminal, CapstanClient::cluster).keyspaces();
    KeyspaceText.print(terminal, flags.json(), keyspaces);
    return Exit.OK.code();
  }
}
