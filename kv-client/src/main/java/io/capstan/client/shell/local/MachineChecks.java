package io.capstan.client.shell.local;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code kv doctor} looks at on the machine itself. */
final class MachineChecks {
  private static final int JAVA_MIN = 17;
  private static final double FREE_PERCENT_MIN = 6;
  private static final double FREE_PERCENT_GOOD = 15;
  private static final long OPEN_FILES_MIN = 1024;
  private static final long OPEN_FILES_GOOD = 4096;
  private static final String OPEN_FILES = "Max open files";

  private MachineChecks() {}

  static Finding java() {
    String found = Runtime.version() + " in " + System.getProperty("java.home");
    return Runtime.version().feature() >= JAVA_MIN
        ? Finding.ok("java", found)
        : Finding.fail("java", found, "install Java " + JAVA_MIN + " or newer, or set JAVA_HOME");
  }

  /** The directory, or the nearest parent that exists, must be writable. */
  static Finding directory(Path root) {
    Path existing = nearestExisting(root);
    if (Files.isDirectory(existing) && Files.isWritable(existing)) {
      return Finding.ok("directory", root + " can be written");
    }
    return Finding.fail(
        "directory", existing + " cannot be written", "change its owner, or use --dir OTHER");
  }

  static Finding diskSpace(Path root) {
    try {
      FileStore store = Files.getFileStore(nearestExisting(root));
      double percent = 100.0 * store.getUsableSpace() / Math.max(1, store.getTotalSpace());
      return gradeDiskSpace(percent);
    } catch (IOException e) {
      return Finding.warn("disk space", "unknown: " + e.getMessage(), "look at it with df");
    }
  }

  static Finding gradeDiskSpace(double freePercent) {
    String found = String.format(Locale.ROOT, "%.1f %% free", freePercent);
    if (freePercent < FREE_PERCENT_MIN) {
      return Finding.fail(
          "disk space",
          found + ", below " + FREE_PERCENT_MIN + " %",
          "free some: nodes refuse writes on a full disk");
    }
    return freePercent < FREE_PERCENT_GOOD
        ? Finding.warn("disk space", found, "free some soon: nodes refuse writes on a full disk")
        : Finding.ok("disk space", found);
  }

  /**
   * The limit of open files, which RocksDB and the Raft log need.
   *
   * @param limits a file in the form of /proc/PID/limits
   */
  static Finding openFiles(Path limits) {
    String soft;
    try {
      soft =
          Files.readAllLines(limits).stream()
              .filter(line -> line.startsWith(OPEN_FILES))
              .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+", -1)[0])
              .findFirst()
              .orElse("unknown");
    } catch (IOException notLinux) {
      soft = "unknown";
    }
    return gradeOpenFiles(soft);
  }

  private static Finding gradeOpenFiles(String soft) {
    if (soft.equals("unlimited")) {
      return Finding.ok("open files", soft);
    }
    if (!soft.matches("\\d{1,18}")) {
      return Finding.warn("open files", "limit " + soft, "see that ulimit -n is 4096 or more");
    }
    long limit = Long.parseLong(soft);
    String advice = "raise it before kv up: ulimit -n " + OPEN_FILES_GOOD;
    if (limit < OPEN_FILES_MIN) {
      return Finding.fail("open files", "limit " + limit + ", below " + OPEN_FILES_MIN, advice);
    }
    return limit < OPEN_FILES_GOOD
        ? Finding.warn("open files", "limit " + limit, advice)
        : Finding.ok("open files", "limit " + limit);
  }

  private static Path nearestExisting(Path path) {
    Path candidate = path;
    while (!Files.exists(candidate) && candidate.getParent() != null) {
      candidate = candidate.getParent();
    }
    return candidate;
  }
}
