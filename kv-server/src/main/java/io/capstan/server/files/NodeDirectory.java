package io.capstan.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The directory of one node, open and locked. Everything that the node keeps is in it:
 *
 * <pre>
 *   IDENTITY   whose it is
 *   LOCK       locked while a process uses the directory
 *   pid        that process
 *   strong/    rows of STRONG keyspaces
 *   eventual/  rows of EVENTUAL keyspaces
 *   raft/      logs of the Raft groups
 *   logs/      log files for people
 * </pre>
 *
 * <p>Thread safety: immutable, but for {@link #close}, which is called once.
 */
public final class NodeDirectory implements AutoCloseable {
  private static final String IDENTITY = "IDENTITY";
  private static final String LOCK = "LOCK";
  private static final String PID = "pid";
  private static final List<String> STORES = List.of("strong", "eventual", "raft");

  /** Not data: a new directory may have them. */
  private static final Set<String> HARMLESS =
      Set.of(LOCK, PID, "logs", "lost+found", IDENTITY + ".tmp", PID + ".tmp");

  private final FileOps files;
  private final Path root;
  private final FileOps.Lock lock;
  private final Identity identity;

  private NodeDirectory(FileOps files, Path root, FileOps.Lock lock, Identity identity) {
    this.files = files;
    this.root = root;
    this.lock = lock;
    this.identity = identity;
  }

  /**
   * Opens a node's directory, making it when it is new.
   *
   * @param clusterId the cluster that the node is configured for
   * @param nodeId the node's configured id
   * @param newIdentity called only for a new directory
   * @param pid of this process
   * @throws IdentityException when the node must not use the directory
   * @throws IOException when the disk fails
   */
  public static NodeDirectory open(
      FileOps files,
      Path root,
      String clusterId,
      String nodeId,
      Supplier<Identity> newIdentity,
      long pid)
      throws IOException {
    files.createDirectories(root);
    FileOps.Lock lock = lock(files, root);
    try {
      Identity identity = identity(files, root, newIdentity);
      requireOwn(identity, root, clusterId, nodeId);
      createLayout(files, root);
      files.writeAtomically(root.resolve(PID), (pid + "\n").getBytes(UTF_8));
      return new NodeDirectory(files, root, lock, identity);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public Identity identity() {
    return identity;
  }

  /** The directory itself, absolute or relative as it was given. */
  public Path root() {
    return root;
  }

  public Path strong() {
    return root.resolve("strong");
  }

  public Path eventual() {
    return root.resolve("eventual");
  }

  public Path raft() {
    return root.resolve("raft");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** Gives the directory free for another process. */
  @Override
  public void close() throws IOException {
    try {
      files.delete(root.resolve(PID));
    } finally {
      lock.close();
    }
  }

  private static FileOps.Lock lock(FileOps files, Path root) throws IOException {
    Optional<FileOps.Lock> lock = files.lock(root.resolve(LOCK));
    if (lock.isEmpty()) {
      String pid =
          files
              .read(root.resolve(PID))
              .map(bytes -> "process " + new String(bytes, UTF_8).strip())
              .orElse("another process");
      throw new IdentityException(
          "The directory %s is in use by %s. Stop that one, or give this node a directory of its own."
              .formatted(root, pid));
    }
    return lock.get();
  }

  private static Identity identity(FileOps files, Path root, Supplier<Identity> newIdentity)
      throws IOException {
    Path file = root.resolve(IDENTITY);
    Optional<byte[]> bytes = files.read(file);
    if (bytes.isPresent()) {
      return Identity.parse(bytes.get()).orElseThrow(() -> damaged(file));
    }
    requireNoData(files, root);
    Identity created = newIdentity.get();
    files.writeAtomically(file, created.toBytes());
    return created;
  }

  private static void requireNoData(FileOps files, Path root) throws IOException {
    List<String> data =
        files.list(root).stream().filter(name -> !HARMLESS.contains(name)).sorted().toList();
    if (!data.isEmpty()) {
      throw new IdentityException(
          "The directory %s has no %s file, but it has data (%s)."
                  .formatted(root, IDENTITY, String.join(", ", data))
              + " Give the node an empty directory; or, if this was a node's directory, restore its"
              + " IDENTITY file.");
    }
  }

  private static void requireOwn(Identity found, Path root, String clusterId, String nodeId) {
    if (found.format() != Identity.FORMAT) {
      throw new IdentityException(
          "The directory %s has format %d; this program knows format %d only. Start the program that"
                  .formatted(root, found.format(), Identity.FORMAT)
              + " wrote it, or give the node an empty directory.");
    }
    requireSame("cluster", found.clusterId(), clusterId, "cluster-id", root);
    requireSame("node", found.nodeId(), nodeId, "node-id", root);
  }

  private static void requireSame(
      String what, String found, String configured, String setting, Path root) {
    if (!found.equals(configured)) {
      throw new IdentityException(
          "The directory %s belongs to %s %s, but %s is %s. Correct %s, or give the node its own"
                  .formatted(root, what, found, setting, configured, setting)
              + " directory.");
    }
  }

  private static IdentityException damaged(Path file) {
    return new IdentityException(
        "The file %s is damaged: its checksum does not fit. Restore it from a copy; without one, the"
                .formatted(file)
            + " node must come back with an empty directory and be replaced in the cluster.");
  }

  private static void createLayout(FileOps files, Path root) throws IOException {
    for (String store : STORES) {
      files.createDirectories(root.resolve(store));
    }
    files.createDirectories(root.resolve("logs"));
  }
}
