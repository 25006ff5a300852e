package io.capstan.client.shell.interactive;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Spelling;
import io.capstan.v1.Keyspace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code use}: the keyspace of the commands that name none. */
@Command(
    name = "use",
    description = "Chooses the keyspace of the commands that name none.",
    footer = {"%nExamples:", "  use orders"})
final class UseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "KEYSPACE", description = "One that exists; see: keyspace list.")
  private String keyspace = "";

  private final ShellConnection connection;
  private final ShellSettings settings;

  UseCommand(ShellConnection connection, ShellSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    ClusterView view = connection.refresh().join();
    if (view.keyspace(keyspace).isEmpty()) {
      throw CommandFailed.usage(
          "there is no keyspace '" + keyspace + "'",
          Spelling.nearest(keyspace, view.keyspaces().stream().map(Keyspace::getName).toList())
              .map(near -> "did you mean '" + near + "'? ")
              .orElse("")
              .concat("see: keyspace list"));
    }
    settings.use(keyspace);
    return Exit.OK.code();
  }
}
