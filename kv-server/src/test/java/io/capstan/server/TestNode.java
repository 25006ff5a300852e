package io.capstan.server;

import io.capstan.server.config.ServerConfig;
import io.capstan.server.files.FileOps;
import io.capstan.server.replication.raft.Await;
import io.capstan.transport.PlaintextChannels;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.OperationHeader;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster of one node in this process, on free ports, in a directory that outlives it.
 *
 * <p>Not for use by several threads.
 */
final class TestNode implements AutoCloseable {
  static final String CLUSTER = "demo";
  static final OperationHeader HEADER = OperationHeader.newBuilder().setKeyspace("strong").build();

  final Path directory;
  final int port;
  final int raftPort;
  final int adminPort;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();

  TestNode(Path directory) {
    this.directory = directory;
    port = FreePorts.one();
    raftPort = FreePorts.one();
    adminPort = FreePorts.one();
  }

  /** The node's configuration; later flags replace earlier ones of the same name. */
  ServerConfig config(String... flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--node-id=n1",
                "--cluster-id=" + CLUSTER,
                "--initial-nodes=n1=127.0.0.1:" + port,
                "--directory=" + directory,
                "--port=" + port,
                "--raft-port=" + raftPort,
                "--admin-port=" + adminPort,
                "--raft-first-election-timeout-min=50ms",
                "--raft-first-election-timeout-max=100ms"));
    for (String flag : flags) {
      String name = flag.substring(0, flag.indexOf('=') + 1);
      all.removeIf(other -> other.startsWith(name));
      all.add(flag);
    }
    return ServerConfig.ofFlags(all);
  }

  /** Starts a node, and waits until it is ready. */
  Node start(Seams seams, String... flags) throws IOException {
    Node node = new Node(config(flags), seams);
    open.add(node);
    node.start();
    Await.until("the node is ready", () -> page("/ready").statusCode() == 200);
    return node;
  }

  Node start(String... flags) throws IOException {
    return start(Seams.system(), flags);
  }

  /** The machine, but for its disk. */
  static Seams with(FileOps files) {
    Seams system = Seams.system();
    return new Seams(
        system.ticker(),
        system.clock(),
        system.random(),
        files,
        system.pid(),
        system.substitutes());
  }

  ManagedChannel channel() {
    PlaintextChannels channels = new PlaintextChannels(1);
    open.add(0, channels);
    return channels.open("127.0.0.1:" + port);
  }

  KeyValueGrpc.KeyValueBlockingStub data() {
    return KeyValueGrpc.newBlockingStub(channel());
  }

  AdminGrpc.AdminBlockingStub admin() {
    return AdminGrpc.newBlockingStub(channel());
  }

  HttpResponse<String> page(String path) {
    URI uri = URI.create("http://127.0.0.1:" + adminPort + path);
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends whatever still runs; a node that was closed already takes no notice. */
  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    open.clear();
  }
}
