package io.capstan.client.shell.local;

import io.capstan.client.shell.Terminal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster of this machine a command is for. */
public final class DirectoryFlag {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The cluster's directory: $$KV_HOME or .kv.")
  private @Nullable Path dir;

  /** The directory given, else the one that {@link ClusterDirectory#choose} finds. */
  public ClusterDirectory choose(Terminal terminal) {
    return ClusterDirectory.choose(dir, terminal);
  }
}
