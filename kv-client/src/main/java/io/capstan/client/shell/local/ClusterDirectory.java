package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a local cluster: {@code cluster.properties}, and one directory per node.
 *
 * <pre>
 * DIR/cluster.properties
 * DIR/n1/capstan.properties    the node's configuration
 * DIR/n1/pid                   the process, while there is one
 * DIR/n1/logs/console.log      what the process printed
 * DIR/n1/data                  belongs to the node
 * </pre>
 */
public record ClusterDirectory(Path root) {
  private static final String DEFAULT = ".kv";
  private static final String VARIABLE = "KV_HOME";
  private static final String FILE = "cluster.properties";

  public ClusterDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** The directory given with {@code --dir}, else by {@code KV_HOME}, else {@code .kv} here. */
  public static ClusterDirectory choose(@Nullable Path given, Terminal terminal) {
    String home = terminal.environment().getOrDefault(VARIABLE, "");
    Path path = given != null ? given : Path.of(home.isEmpty() ? DEFAULT : home);
    return new ClusterDirectory(path);
  }

  /**
   * Where the nodes of the cluster here are asked; empty when there is none.
   *
   * @param preferred the node to come first; null: n1
   */
  public List<String> seeds(@Nullable String preferred) {
    return read().map(LocalCluster::nodes).orElse(List.of()).stream()
        .sorted(Comparator.comparing(node -> !node.id().equals(preferred)))
        .map(LocalNode::address)
        .toList();
  }

  /** The cluster, when one was made here. */
  Optional<LocalCluster> read() {
    Path file = file();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ClusterFile.read(Files.readString(file), file.toString()));
    } catch (IOException e) {
      throw CommandFailed.usage("cannot read " + file + ": " + e.getMessage(), "check its owner");
    }
  }

  /** The cluster, which must be there. */
  LocalCluster require() {
    return read()
        .orElseThrow(
            () ->
                CommandFailed.unavailable(
                    "there is no cluster in " + root,
                    "start one with: kv up   (or name its directory: --dir DIR, or KV_HOME)"));
  }

  void write(LocalCluster cluster) {
    replace(file(), ClusterFile.write(cluster));
  }

  /** What {@link #write} writes. */
  Path file() {
    return root.resolve(FILE);
  }

  Path nodeDirectory(LocalNode node) {
    return root.resolve(node.id());
  }

  Path configuration(LocalNode node) {
    return nodeDirectory(node).resolve("capstan.properties");
  }

  Path consoleLog(LocalNode node) {
    return nodeDirectory(node).resolve("logs").resolve("console.log");
  }

  Path pidFile(LocalNode node) {
    return nodeDirectory(node).resolve("pid");
  }

  /**
   * Makes this process the only one that starts or stops nodes here, until it closes the lock or
   * ends.
   */
  FileLock lock() {
    Path file = root.resolve("lock");
    try {
      Files.createDirectories(root);
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw CommandFailed.unavailable(
            "another kv up or kv down is at work in " + root, "wait for it, then try again");
      }
      return lock;
    } catch (IOException e) {
      throw CommandFailed.usage(
          "cannot write in " + root + ": " + e.getMessage(), "choose another place with --dir");
    }
  }

  /** Writes a file whole: readers see the old text or the new one. */
  static void replace(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
