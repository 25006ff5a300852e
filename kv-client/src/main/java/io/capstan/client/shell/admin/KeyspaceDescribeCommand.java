package io.capstan.client.shell.admin;

import io.capstan.client.CapstanClient;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Spelling;
import io.capstan.client.shell.Terminal;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.Keyspace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv keyspace describe}: one keyspace. */
@Command(
    name = "describe",
    description = "Shows one keyspace.",
    footer = {"%nExamples:", "  kv keyspace describe orders"})
final class KeyspaceDescribeCommand implements Callable<Integer> {
  @Mixin private AdminFlags flags = new AdminFlags();

  @Parameters(paramLabel = "NAME", description = "The keyspace.")
  private String name = "";

  private final Terminal terminal;

  KeyspaceDescribeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ClusterView view = flags.ask(terminal, CapstanClient::cluster);
    Keyspace keyspace = view.keyspace(name).orElseThrow(() -> unknown(view));
    KeyspaceText.print(terminal, flags.json(), List.of(keyspace));
    return Exit.OK.code();
  }

  private CapstanException unknown(ClusterView view) {
    String near =
        Spelling.nearest(name, view.keyspaces().stream().map(Keyspace::getName).toList())
            .map(known -> "; did you mean \"" + known + "\"?")
            .orElse("");
    return CapstanException.of(
        Failure.KEYSPACE_UNKNOWN, "there is no keyspace \"" + name + "\"" + near);
  }
}
