package io.capstan.client.shell.data;

import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.Quorum;
import io.capstan.client.RequestOptions;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.error.CapstanException;
import io.capstan.session.SessionToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command on rows has, and the connection that they describe. */
public final class RequestFlags {
  private static final String NO_SESSION = "none";

  @Mixin private ConnectionFlags connection;

  @Option(
      names = {"-k", "--keyspace"},
      paramLabel = "NAME",
      defaultValue = "strong",
      description = "The keyspace: ${DEFAULT-VALUE}.")
  private String keyspace = "strong";

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      converter = LevelConverter.class,
      description =
          "Freshness of reads: strong, session, bounded:TIME or eventual; the keyspace's default.")
  private Level level = Level.KEYSPACE_DEFAULT;

  @Option(
      names = "--quorum",
      paramLabel = "QUORUM",
      description =
          "Replicas of an EVENTUAL keyspace to wait for: one, majority or all; the keyspace's.")
  private @Nullable QuorumName quorum;

  /** What the command line calls the quorums. */
  enum QuorumName {
    one(Quorum.ONE),
    majority(Quorum.MAJORITY),
    all(Quorum.ALL);

    private final Quorum meant;

    QuorumName(Quorum meant) {
      this.meant = meant;
    }
  }

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
  }

  boolean json() {
    return json;
  }

  boolean receipt() {
    return receipt;
  }

  /** Connects, does the work within the session of earlier runs, and remembers what it saw. */
  int run(Terminal terminal, ToIntFunction<Keyspace> work) {
    try (CapstanClient client = connection.open(terminal)) {
      var options =
          RequestOptions.DEFAULT
              .withLevel(level)
              .withReceipt(receipt)
              .withQuorum(quorum == null ? Quorum.KEYSPACE_DEFAULT : quorum.meant);
      Keyspace rows = client.keyspace(keyspace).with(options);
      Optional<SessionFile> file = sessionFile(terminal, client);
      file.ifPresent(stored -> client.session().merge(stored.read()));
      try {
        return work.applyAsInt(rows);
      } finally {
        file.ifPresent(stored -> remember(stored, client.session().token(), terminal));
      }
    }
  }

  private Optional<SessionFile> sessionFile(Terminal terminal, CapstanClient client) {
    if (NO_SESSION.equals(session)) {
      return Optional.empty();
    }
    String clusterId = client.cluster().toCompletableFuture().join().clusterId();
    long fingerprint = SessionToken.fingerprint(clusterId);
    Path path =
        session != null
            ? Path.of(session)
            : terminal
                .xdgDirectory("XDG_STATE_HOME", ".local/state")
                .resolve(String.format(Locale.ROOT, "session-%016x", fingerprint));
    return Optional.of(new SessionFile(path, fingerprint));
  }

  /** The rows are read or written by now: not being able to remember it fails nothing. */
  private static void remember(SessionFile file, SessionToken seen, Terminal terminal) {
    try {
      file.merge(seen);
    } catch (IOException | CommandFailed | CapstanException e) {
      terminal.warn("later runs will not know of this one: " + e.getMessage());
    }
  }
}
