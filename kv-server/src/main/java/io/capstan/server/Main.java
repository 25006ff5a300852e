package io.capstan.server;

import io.capstan.runtime.Threads;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import io.capstan.server.config.Help;
import io.capstan.server.config.ServerConfig;
import io.capstan.server.files.IdentityException;
import io.capstan.server.logging.Logging;
import io.capstan.server.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;

/**
 * The server process: reads the configuration, runs one {@link Node} until it is told to stop or
 * cannot go on.
 *
 * <p>Exit codes: 1 could not start or go on, 2 the configuration is wrong; a node that a signal
 * stopped in good order ends as the JVM does, with 128 and the signal's number (143 for SIGTERM).
 */
public final class Main {
  private Main() {}

  /** Runs a node; see {@code --help}. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    if (Help.isWanted(words)) {
      System.out.print(Help.text());
      return;
    }
    System.exit(run(words));
  }

  private static int run(List<String> arguments) {
    ServerConfig config;
    Seams seams;
    try {
      config = ServerConfig.load(arguments, System.getenv(), Path.of(""));
      seams =
          Faults.inject(
              config.node().faults(), Seams.system(), ServiceLoader.load(FaultProvider.class));
    } catch (ConfigException e) {
      return fail(2, String.valueOf(e.getMessage()));
    }
    try {
      Path logs = Files.createDirectories(config.node().directory().resolve("logs"));
      Logging.configure(config.log(), logs);
      config.node().faults().forEach(Main::warnOf);
      return serve(new Node(config, seams));
    } catch (ConfigException | IdentityException | StoreException | IOException e) {
      return fail(1, String.valueOf(e.getMessage()));
    }
  }

  private static void warnOf(Fault fault) {
    LoggerFactory.getLogger(Main.class)
        .warn("this node serves with the fault {}: for tests alone", fault);
  }

  private static int serve(Node node) throws IOException {
    try (node) {
      Runtime.getRuntime().addShutdownHook(Threads.daemon("capstan-stop", node::close));
      node.start();
      node.stopped().toCompletableFuture().get();
      return 0;
    } catch (ExecutionException e) {
      return fail(1, String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static int fail(int exitCode, String message) {
    LoggerFactory.getLogger(Main.class).error("this node stops: {}", message);
    System.err.println("capstan: " + message);
    return exitCode;
  }
}
