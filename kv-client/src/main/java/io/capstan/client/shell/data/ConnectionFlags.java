package io.capstan.client.shell.data;

import io.capstan.client.CapstanClient;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.local.ClusterDirectory;
import io.capstan.client.shell.output.Durations;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which cluster a command talks to, and for how long. */
public final class ConnectionFlags {
  private static final String DEFAULT_SERVER = "127.0.0.1:7400";

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "A node to ask first: the local cluster's n1, or " + DEFAULT_SERVER + ".")
  private @Nullable String server;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The local cluster's directory: $$KV_HOME or .kv.")
  private @Nullable Path dir;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = Durations.class,
      description = "How long one request may take: ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ofSeconds(5);

  @Option(
      names = "--node",
      paramLabel = "ID",
      description = "Prefers this node for reads that any replica may serve.")
  private @Nullable String node;

  /** A client of that cluster. */
  public CapstanClient open(Terminal terminal) {
    var builder = CapstanClient.builder().seeds(seed(terminal)).deadline(timeout);
    return (node == null ? builder : builder.prefer(node)).build();
  }

  /** Where to ask first. */
  private String seed(Terminal terminal) {
    return server != null
        ? server
        : ClusterDirectory.choose(dir, terminal).seed().orElse(DEFAULT_SERVER);
  }
}
