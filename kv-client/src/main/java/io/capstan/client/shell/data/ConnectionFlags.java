package io.capstan.client.shell.data;

import io.capstan.client.CapstanClient;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.local.ClusterDirectory;
import io.capstan.client.shell.output.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which cluster a command talks to, and for how long. */
public final class ConnectionFlags {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String DEFAULT_PORT = ":7400";
  private static final String DEFAULT_SERVER = "127.0.0.1" + DEFAULT_PORT;

  @Option(
      names = "--server",
      paramLabel = "HOST[:PORT]",
      description = "The node to ask first: the local cluster's, or " + DEFAULT_SERVER + ".")
  private @Nullable String server;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The local cluster's directory: $$KV_HOME or .kv.")
  private @Nullable Path dir;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How long one request may take: 5s.")
  private @Nullable Duration timeout;

  @Option(
      names = "--node",
      paramLabel = "ID",
      description = "Asks this node first, and for reads that any replica may serve.")
  private @Nullable String node;

  /** The local cluster's directory; empty when it was not said. */
  public Optional<Path> directory() {
    return Optional.ofNullable(dir);
  }

  /** The node to ask first; empty when it was not said. */
  public Optional<String> node() {
    return Optional.ofNullable(node);
  }

  /** Empty when it was not said. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * Does work with a client of that cluster: the one of the shell that the command runs in, unless
   * a flag says otherwise.
   */
  public <T> T use(Terminal terminal, Function<CapstanClient, T> work) {
    if (terminal.shared().isPresent() && !namesNode() && timeout == null) {
      return terminal.shared().get().use(work);
    }
    try (CapstanClient client = open(terminal)) {
      return work.apply(client);
    }
  }

  /** Whether a flag says which nodes are asked. */
  boolean namesNode() {
    return namesCluster() || node != null;
  }

  /** Whether a flag says which cluster it is. */
  boolean namesCluster() {
    return server != null || dir != null;
  }

  /** A new client of that cluster; in a shell, what no flag says is as the shell was told. */
  public CapstanClient open(Terminal terminal) {
    return terminal.shared().map(shell -> or(shell.connection())).orElse(this).connect(terminal);
  }

  private ConnectionFlags or(ConnectionFlags shell) {
    var merged = new ConnectionFlags();
    merged.server = namesCluster() ? server : shell.server;
    merged.dir = namesCluster() ? dir : shell.dir;
    merged.timeout = timeout == null ? shell.timeout : timeout;
    merged.node = node == null ? shell.node : node;
    return merged;
  }

  private CapstanClient connect(Terminal terminal) {
    var builder = CapstanClient.builder().deadline(timeout().orElse(TIMEOUT));
    try {
      builder.seeds(seeds(terminal));
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), "give it as --server HOST:PORT");
    }
    return (node == null ? builder : builder.prefer(node)).build();
  }

  /** Where to ask, in order: any one that answers will do. */
  private List<String> seeds(Terminal terminal) {
    if (server != null) {
      boolean hasPort = server.lastIndexOf(':') > server.lastIndexOf(']');
      return List.of(hasPort ? server : server + DEFAULT_PORT);
    }
    List<String> local = ClusterDirectory.choose(dir, terminal).seeds(node);
    return local.isEmpty() ? List.of(DEFAULT_SERVER) : local;
  }
}
