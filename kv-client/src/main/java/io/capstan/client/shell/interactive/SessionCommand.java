package io.capstan.client.shell.interactive;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.session.SessionToken;
import io.capstan.v1.Shard;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code session}: what reads at level session must not be older than. */
@Command(
    name = "session",
    description = "Shows the session, begins another one, or does without.",
    footer = {
      "%nExamples:",
      "  session show      what reads at level session must not be older than",
      "  session new       begins one that has seen nothing",
      "  session off       each command has a session and a connection of its own"
    })
final class SessionCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "new|off|show",
      arity = "0..1",
      description = "${COMPLETION-CANDIDATES}; show unless told.")
  private Action action = Action.show;

  private final Terminal terminal;
  private final ShellConnection connection;

  /** As they are typed; {@code new} is a word of Java's own. */
  private enum Action {
    show,
    off,
    NEW {
      @Override
      public String toString() {
        return "new";
      }
    };
  }

  SessionCommand(Terminal terminal, ShellConnection connection) {
    this.terminal = terminal;
    this.connection = connection;
  }

  @Override
  public Integer call() {
    switch (action) {
      case NEW -> connection.beginSession();
      case off -> connection.dropSession();
      case show -> show();
    }
    return Exit.OK.code();
  }

  private void show() {
    if (connection.session().isEmpty()) {
      terminal.out().println("no session is held: each command has its own");
      return;
    }
    SessionToken token = connection.use(client -> client.session().token());
    if (token.isEmpty()) {
      terminal.out().println("the session has seen nothing yet");
      return;
    }
    terminal.out().printf(Locale.ROOT, "a token of %d bytes%n", token.toBytes().length);
    ClusterView view = connection.refresh().join();
    view.shards().forEach(shard -> showFloor(shard, token.strongFloor(shard.getLineage())));
    if (token.hasStamps()) {
      terminal.out().println("EVENTUAL keyspaces: the stamps of some keys");
    }
  }

  private void showFloor(Shard shard, long floor) {
    if (floor == SessionToken.READ_STRONG) {
      terminal.out().printf(Locale.ROOT, "shard %d: the leader must answer%n", shard.getId());
    } else if (floor > 0) {
      terminal.out().printf(Locale.ROOT, "shard %d: entry %d or later%n", shard.getId(), floor);
    }
  }
}
