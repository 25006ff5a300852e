package io.capstan.client.shell.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command line that runs one node.
 *
 * @param java the Java launcher
 * @param feature its feature release, 17 or later
 * @param classPath where the server's classes are
 * @param processors what this machine has
 * @param detach a program that takes the node off this terminal, empty when there is none
 */
record ServerCommand(
    Path java, int feature, String classPath, int processors, List<String> detach) {

  private static final String MAIN = "io.capstan.server.Main";
  private static final int FEW_PROCESSORS = 2;
  private static final int UNSAFE_SWITCH_SINCE = 24;

  ServerCommand {
    detach = List.copyOf(detach);
  }

  /** The Java and the classes that run this process. */
  static ServerCommand ofThisProcess(Map<String, String> environment) {
    return new ServerCommand(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        Runtime.version().feature(),
        System.getProperty("java.class.path"),
        Runtime.getRuntime().availableProcessors(),
        Detacher.find(environment));
  }

  /** The command for a node with this configuration file. */
  List<String> line(Path configuration, String heap) {
    List<String> line = new ArrayList<>(detach);
    line.add(java.toString());
    line.add("-Xms" + smaller(heap));
    line.add("-Xmx" + heap);
    if (processors <= FEW_PROCESSORS) {
      line.add("-XX:+UseSerialGC");
    }
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.add("--enable-native-access=ALL-UNNAMED");
    if (feature >= UNSAFE_SWITCH_SINCE) {
      line.add("--sun-misc-unsafe-memory-access=allow");
    }
    line.addAll(List.of("-cp", classPath, MAIN, "--config", configuration.toString()));
    return line;
  }

  /** The initial heap: 256 MiB, or the largest one when that is less. */
  private static String smaller(String heap) {
    return LocalHeap.mebibytes(heap) < 256 ? heap : "256m";
  }
}
