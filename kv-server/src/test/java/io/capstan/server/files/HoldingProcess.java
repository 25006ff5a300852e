package io.capstan.server.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Another process that has a node's directory open until it is killed. */
final class HoldingProcess implements AutoCloseable {
  private final Process process;

  private HoldingProcess(Process process) {
    this.process = process;
  }

  /** Starts the process and waits until it has opened the directory. */
  static HoldingProcess start(Path root, String clusterId, String nodeId) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HoldingProcess.class.getName(),
                root.toString(),
                clusterId,
                nodeId)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader();
    if (!"open".equals(output.readLine())) {
      throw new IllegalStateException("the other process did not open " + root);
    }
    return new HoldingProcess(process);
  }

  long pid() {
    return process.pid();
  }

  /** Kills it at once, so that it gives nothing back itself. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  public static void main(String[] arguments) throws IOException {
    String clusterId = arguments[1];
    String nodeId = arguments[2];
    try (NodeDirectory directory =
        NodeDirectory.open(
            FileOps.system(),
            Path.of(arguments[0]),
            clusterId,
            nodeId,
            () -> Identity.create(clusterId, nodeId, new SplittableRandom(1)),
            ProcessHandle.current().pid())) {
      System.out.println("open");
      // Ends with the test's process, should nobody kill this one.
      int unused = System.in.read();
    }
  }
}
