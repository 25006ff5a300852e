package io.capstan.jepsen.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that runs a server process.
 *
 * @param java the Java launcher, of release 17 or later
 * @param feature its feature release
 * @param classPath where the server's classes are
 * @param heapMebibytes the largest heap of a node
 */
public record ServerJvm(Path java, int feature, String classPath, int heapMebibytes) {
  private static final String MAIN = "io.capstan.server.Main";
  private static final int HEAP_MEBIBYTES = 320;
  private static final int UNSAFE_SWITCH_SINCE = 24;

  /** The Java and the classes that run this process. */
  public static ServerJvm ofThisProcess() {
    return new ServerJvm(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        Runtime.version().feature(),
        System.getProperty("java.class.path"),
        HEAP_MEBIBYTES);
  }

  /** The same with one more place to look for classes, after the others. */
  public ServerJvm with(Path jar) {
    String path = classPath + File.pathSeparator + jar;
    return new ServerJvm(java, feature, path, heapMebibytes);
  }

  List<String> command(NodePlan plan) {
    List<String> switches =
        plan.hostsFile().map(file -> List.of("-Djdk.net.hosts.file=" + file)).orElse(List.of());
    return command(switches, MAIN, plan.arguments());
  }

  /** The command that runs another program of the class path, with the same switches. */
  public List<String> command(String main, List<String> arguments) {
    return command(List.of(), main, arguments);
  }

  /** What keeps it small, whatever Java runs it. */
  public List<String> sizing() {
    // Processes that live for seconds on few cores: the second compiler would only compete.
    return List.of("-Xmx" + heapMebibytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  private List<String> command(List<String> switches, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(sizing());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--enable-native-access=ALL-UNNAMED");
    if (feature >= UNSAFE_SWITCH_SINCE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(switches);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }
}
