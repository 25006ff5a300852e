package io.capstan.server.replication.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory where a node keeps its Raft logs: one subdirectory per group, named by the group's
 * UUID, which is (cluster fingerprint, lineage).
 */
record RaftDirectory(Path root, long clusterFingerprint) {
  UUID groupId(long lineage) {
    return new UUID(clusterFingerprint, lineage);
  }

  /** Refuses what must not be opened: another cluster's groups, and a log above the limit. */
  void check(long totalBytesMax) throws IOException {
    Files.createDirectories(root);
    for (UUID group : groups()) {
      if (group.getMostSignificantBits() != clusterFingerprint) {
        throw new IOException(
            "the Raft directory " + root + " has group " + group + " of another cluster");
      }
      long lineage = group.getLeastSignificantBits();
      long bytes = logBytes(lineage);
      if (bytes > totalBytesMax) {
        throw new IOException(
            String.format(
                "the log of group %d in %s has %d bytes, over the limit of %d; this release keeps"
                    + " whole logs: raise the limit and the heap, or rebuild the cluster from a"
                    + " backup",
                lineage, root.resolve(group.toString()), bytes, totalBytesMax));
      }
    }
  }

  /** What a group's log occupies, preallocated space included; 0 for a group that is not there. */
  long logBytes(long lineage) {
    Sizes sizes = new Sizes();
    try {
      Files.walkFileTree(root.resolve(groupId(lineage).toString()), sizes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sizes.bytes;
  }

  /** Adds up files. Log files come and go under the walk: one that has gone has no size. */
  private static final class Sizes extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
      return FileVisitResult.CONTINUE;
    }
  }

  /** The groups that are there. */
  List<Long> lineages() throws IOException {
    return groups().stream().map(UUID::getLeastSignificantBits).toList();
  }

  /** Where Ratis keeps the log of a group, which need not be there. */
  Path log(long lineage) {
    return root.resolve(groupId(lineage).toString()).resolve("current");
  }

  private List<UUID> groups() throws IOException {
    List<UUID> found = new ArrayList<>();
    try (Stream<Path> children = Files.list(root)) {
      children.forEach(child -> uuid(child).ifPresent(found::add));
    }
    return found;
  }

  private static Optional<UUID> uuid(Path child) {
    try {
      return Files.isDirectory(child)
          ? Optional.of(UUID.fromString(child.getFileName().toString()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
