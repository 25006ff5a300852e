package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether ports are free, and who has them. */
final class Ports {
  private static final int COMMAND_CHARS_MAX = 80;

  private Ports() {}

  /** Refuses to go on when another program has a port that one of these nodes needs. */
  static void requireFree(List<LocalNode> nodes) {
    for (LocalNode node : nodes) {
      for (LocalNode.Port port : node.ports()) {
        if (!isFree(port.number())) {
          throw CommandFailed.unavailable(
              describeTaken(node, port),
              "stop that program, or choose other ports: kv up --base-port "
                  + (node.clientPort() + 1000)
                  + " --dir OTHER");
        }
      }
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  static String describeTaken(LocalNode node, LocalNode.Port port) {
    String taken =
        "port " + port.number() + " (" + port.use() + " port of " + node.id() + ") is taken";
    return owner(port.number()).map(who -> taken + " by " + who).orElse(taken);
  }

  /** The listening process, as far as this user may know it; Linux only. */
  static Optional<String> owner(int port) {
    return listeningSocket(port).flatMap(Ports::processWith).map(Ports::describe);
  }

  private static String describe(ProcessHandle process) {
    String command = NodeProcess.commandLine(process);
    String shown =
        command.length() <= COMMAND_CHARS_MAX
            ? command
            : command.substring(0, COMMAND_CHARS_MAX) + "…";
    return "process " + process.pid() + " (" + shown + ")";
  }

  /** The name that /proc/PID/fd gives the socket which listens on the port. */
  private static Optional<String> listeningSocket(int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(Ports::lines)
        .map(line -> line.strip().split("\\s+"))
        .filter(field -> field.length > 9 && field[1].endsWith(suffix) && field[3].equals("0A"))
        .map(field -> "socket:[" + field[9] + "]")
        .findFirst();
  }

  private static Stream<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file)).stream();
    } catch (IOException notLinux) {
      return Stream.empty();
    }
  }

  private static Optional<ProcessHandle> processWith(String socket) {
    return ProcessHandle.allProcesses().filter(process -> hasOpen(process, socket)).findFirst();
  }

  private static boolean hasOpen(ProcessHandle process, String socket) {
    Path files = Path.of("/proc", Long.toString(process.pid()), "fd");
    try (DirectoryStream<Path> links = Files.newDirectoryStream(files)) {
      for (Path link : links) {
        if (Files.isSymbolicLink(link) && isLinkTo(link, socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException notOurs) {
      return false;
    }
  }

  private static boolean isLinkTo(Path link, String target) {
    try {
      return Files.readSymbolicLink(link).toString().equals(target);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
