package io.capstan.client.shell.admin;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.Keyspace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv keyspace alter}: changes a keyspace. */
@Command(
    name = "alter",
    description = "Changes what is said of a keyspace, and nothing else.",
    footer = {"%nExamples:", "  kv keyspace alter orders --default-level strong"})
final class KeyspaceAlterCommand implements Callable<Integer> {
  @Mixin private AdminFlags flags = new AdminFlags();

  @Mixin private KeyspaceFlags options = new KeyspaceFlags();

  @Parameters(paramLabel = "NAME", description = "The keyspace.")
  private String name = "";

  private final Terminal terminal;

  KeyspaceAlterCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    AlterKeyspaceRequest change = options.change(name);
    if (change.equals(AlterKeyspaceRequest.newBuilder().setName(name).build())) {
      throw CommandFailed.usage(
          "nothing to change was given", "name what is to change; see kv keyspace alter --help");
    }
    Keyspace changed = flags.ask(terminal, client -> client.admin().alterKeyspace(change));
    KeyspaceText.print(terminal, flags.json(), List.of(changed));
    return Exit.OK.code();
  }
}
