package io.capstan.client.shell.data;

import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.RequestOptions;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.error.CapstanException;
import io.capstan.session.SessionToken;
import java.io.IOException;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command on rows has, and the connection that they describe. */
public final class RequestFlags {
  /** What {@code --session} is given for no session at all. */
  public static final String NO_SESSION = "none";

  @Mixin private ConnectionFlags connection;
  @Mixin private KeyspaceFlag keyspace;
  @Mixin private LevelFlag level;
  @Mixin private QuorumFlag quorum;

  @Option(names = "--receipt", description = "Shows what the answer rests on.")
  private boolean receipt;

  @Option(names = "--json", description = "Prints JSON, one object a line.")
  private boolean json;

  @Option(
      names = "--session",
      paramLabel = "none|FILE",
      description =
          "Where reads and writes are remembered for later runs: a file per cluster in"
              + " $$XDG_STATE_HOME/capstan.")
  private @Nullable String session;

  RequestFlags() {
    connection = new ConnectionFlags();
    keyspace = new KeyspaceFlag();
    level = new LevelFlag();
    quorum = new QuorumFlag();
  }

  boolean json() {
    return json;
  }

  boolean receipt() {
    return receipt;
  }

  /**
   * Connects, does the work within the session of earlier runs, and remembers what it saw; in a
   * shell, within the shell's session.
   */
  int run(Terminal terminal, ToIntFunction<Keyspace> work) {
    Optional<SharedClient> shell = terminal.shared().filter(shared -> session == null);
    if (shell.isPresent() && !connection.namesNode()) {
      return shell.get().use(client -> work.applyAsInt(rows(client)));
    }
    try (CapstanClient client = connection.open(terminal)) {
      Optional<SessionStore> store =
          shell.isPresent() && !connection.namesCluster()
              ? shell.get().session()
              : file(terminal, client);
      store.ifPresent(stored -> client.session().merge(stored.read()));
      try {
        return work.applyAsInt(rows(client));
      } finally {
        store.ifPresent(stored -> remember(stored, client.session().token(), terminal));
      }
    }
  }

  private Keyspace rows(CapstanClient client) {
    RequestOptions options =
        RequestOptions.DEFAULT
            .withLevel(level.level())
            .withReceipt(receipt)
            .withQuorum(quorum.quorum());
    return client
        .keyspace(keyspace.keyspace())
        .with(connection.timeout().map(options::withDeadline).orElse(options));
  }

  private Optional<SessionStore> file(Terminal terminal, CapstanClient client) {
    if (NO_SESSION.equals(session)) {
      return Optional.empty();
    }
    String clusterId = client.cluster().toCompletableFuture().join().clusterId();
    return Optional.of(SessionFile.of(terminal, clusterId, session));
  }

  /** The rows are read or written by now: not being able to remember it fails nothing. */
  public static void remember(SessionStore store, SessionToken seen, Terminal terminal) {
    try {
      store.merge(seen);
    } catch (IOException | CommandFailed | CapstanException e) {
      terminal.warn("later runs will not know of this one: " + e.getMessage());
    }
  }
}
