package io.capstan.client.shell.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process of a node, found by the node's pid file.
 *
 * <p>A pid may have been given to some other program since it was written, so it counts only while
 * its command line names the node's configuration. A zombie has no command line, so it does not
 * count either.
 */
final class NodeProcess {
  private NodeProcess() {}

  /** The node's process, when it runs. */
  static Optional<ProcessHandle> find(ClusterDirectory directory, LocalNode node) {
    String configuration = directory.configuration(node).toString();
    return readPid(directory.pidFile(node))
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(process -> commandLine(process).contains(configuration));
  }

  static void remember(ClusterDirectory directory, LocalNode node, ProcessHandle process) {
    ClusterDirectory.replace(directory.pidFile(node), process.pid() + "\n");
  }

  static void forget(ClusterDirectory directory, LocalNode node) throws IOException {
    Files.deleteIfExists(directory.pidFile(node));
  }

  /** The whole command line, empty when the system does not tell. */
  static String commandLine(ProcessHandle process) {
    // ProcessHandle.Info cuts long command lines on Linux; the file there has all of it.
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    } catch (IOException notLinux) {
      return process.info().commandLine().orElse("");
    }
  }

  private static Optional<Long> readPid(Path file) {
    try {
      return Optional.of(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }
}
