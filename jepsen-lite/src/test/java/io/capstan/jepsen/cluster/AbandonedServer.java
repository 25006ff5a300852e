package io.capstan.jepsen.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program that starts a process, says which, and waits to be killed. */
final class AbandonedServer {
  private AbandonedServer() {}

  static NodePlan plan(Path directory) {
    return new NodePlan("n1", new NodePlan.Ports(1, 2, 3), directory, Map.of(), Optional.empty());
  }

  public static void main(String[] arguments) throws IOException {
    LocalProcess server =
        new LocalProcess(
            plan(Path.of(arguments[0])), List.of("sh", "-c", "echo $$; exec sleep 600"));
    server.start();
    Await.system()
        .until(
            () -> "the server tells its id",
            Duration.ofSeconds(30),
            () -> server.console().endsWith("\n"));
    if (arguments.length > 1) {
      server.pause();
    }
    System.out.print(server.console());
    System.out.flush();
    int unused = System.in.read();
  }
}
