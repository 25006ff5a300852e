package io.capstan.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.server.config.RaftConfig.ReadMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins every default: who changes one changes it here too, on purpose. */
class DefaultsTest {
  private static final int MIB = 1 << 20;

  private final ServerConfig config =
      ServerConfig.ofFlags(
          List.of("--node-id=n1", "--cluster-id=demo", "--initial-nodes=n1=127.0.0.1:7400"));

  @Test
  void ofTheNode() {
    assertEquals(
        new NodeConfig("n1", Path.of("capstan-data"), "default", 100, List.of()), config.node());
  }

  @Test
  void ofTheCluster() {
    InitialNode self = new InitialNode("n1", new HostPort("127.0.0.1", 7400));
    assertEquals(new ClusterConfig("demo", List.of(self), List.of(), 1, 3), config.cluster());
  }

  @Test
  void ofTheListeners() {
    assertEquals(
        new ListenConfig("127.0.0.1", "127.0.0.1", 7400, 7500, 7600, false), config.listen());
  }

  @Test
  void ofRaft() {
    assertEquals(
        new RaftConfig(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            512,
            512 << 10,
            ReadMode.TERM_CHECK,
            8L << 30),
        config.raft());
    assertEquals(Duration.ofMillis(500), config.raft().heartbeatInterval());
  }

  @Test
  void ofTheStorage() {
    assertEquals(new StorageConfig(64L * MIB, 128L * MIB, 5), config.storage());
  }

  @Test
  void ofTheLimits() {
    assertEquals(new Limits(4096, 128L * MIB, 8192, 32L * MIB, 16_384, 16_384, 2), config.limits());
  }

  @Test
  void ofTheTimeouts() {
    assertEquals(
        new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10)),
        config.timeouts());
  }

  @Test
  void ofTheLogFiles() {
    assertEquals(
        new LogConfig(LogConfig.Level.INFO, LogConfig.Format.JSON, 64L * MIB, 5), config.log());
  }
}
