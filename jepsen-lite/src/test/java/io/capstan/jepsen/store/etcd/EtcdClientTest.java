package io.capstan.jepsen.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdClientTest {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration BRIEF = Duration.ofMillis(300);
  private static final String HEADER = "\"header\":{\"revision\":\"7\",\"raft_term\":\"2\"}";

  /** What the server was asked, in order. */
  private final List<String> asked = new ArrayList<>();

  private final List<HttpServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 |  3 | etcdserver: key is not provided                                      | FAIL",
        "400 |  3 | etcdserver: request is too large                                     | FAIL",
        "503 | 14 | etcdserver: no leader                                                | FAIL",
        "503 | 14 | etcdserver: not capable                                              | FAIL",
        "429 |  8 | etcdserver: too many requests                                        | FAIL",
        "500 |  2 | raft proposal dropped                                                | FAIL",
        "503 | 14 | etcdserver: request timed out                                        | INFO",
        "503 | 14 | etcdserver: request timed out, possibly due to previous leader failure| INFO",
        "503 | 14 | etcdserver: leader changed                                           | INFO",
        "503 | 14 | etcdserver: server stopped                                           | INFO",
        "429 |  8 | etcdserver: mvcc: database space exceeded                            | INFO",
        "503 | 14 | transport is closing                                                 | INFO",
        "500 |  2 | context deadline exceeded                                            | INFO",
      })
  void aWriteFailsOnlyByARefusalThatIsCertain(int status, int code, String message, Event.Type type)
      throws IOException {
    String body =
        "{\"error\":\"%s\",\"message\":\"%s\",\"code\":%d}".formatted(message, message, code);
    EtcdClient client = client(answering(status, body), PATIENT);

    Reply write = client.call(write("v"));
    assertEquals(type, write.type());
    assertEquals(message, write.receipt());
    assertEquals(type, client.call(request("delete", null)).type());
    assertEquals(type, client.call(request("cas", "[a b]")).type());
    assertEquals(Event.Type.FAIL, client.call(request("read", null)).type());
    // Its read is refused, so that nothing was written.
    assertEquals(Event.Type.FAIL, client.call(request("append", "a")).type());
  }

  @Test
  void whatIsNotJsonSaysNothing() throws IOException {
    EtcdClient client = client(answering(502, "<html>bad gateway</html>"), PATIENT);

    assertEquals(Event.Type.INFO, client.call(write("v")).type());
    assertEquals(Event.Type.FAIL, client.call(request("read", null)).type());
  }

  @Test
  void aWriteThatWasNotSentHasFailed() throws IOException {
    int port;
    try (ServerSocket closed = listening()) {
      port = closed.getLocalPort();
    }
    EtcdClient client = client(port, PATIENT);

    assertEquals(Event.Type.FAIL, client.call(write("v")).type());
  }

  @Test
  void aWriteThatIsNotAnsweredInTimeMayHaveHappened() throws IOException {
    try (ServerSocket silent = listening()) {
      EtcdClient client = client(silent.getLocalPort(), BRIEF);

      assertEquals(Event.Type.INFO, client.call(write("v")).type());
      assertEquals(Event.Type.FAIL, client.call(request("read", null)).type());
    }
  }

  @Test
  void aWriteWhoseConnectionBreaksMayHaveHappenedAndIsNotSentAgain() throws IOException {
    // Answers once, so that the second request finds an open connection.
    int port = serving(this::answerOnceThenBreak);
    EtcdClient client = client(port, PATIENT);

    assertEquals(Event.Type.OK, client.call(write("first")).type());
    assertEquals(Event.Type.INFO, client.call(write("second")).type());
    assertEquals(2, asked.size(), asked::toString);
  }

  @Test
  void aReadAsksTheNodesOwnStateOnlyWhenItIsToldTo() throws IOException {
    int port = answering(200, "{" + HEADER + "}");

    Reply linearizable = client(port, PATIENT).call(request("read", null));
    var unused =
        new EtcdClient(new Gateway(), node -> address(port), true, PATIENT, Ticker.system())
            .call(request("read", null));

    assertEquals(Reply.ok(null, "n1", "revision 7 term 2"), linearizable);
    assertTrue(asked.get(0).endsWith("\"serializable\":false}"), asked::toString);
    assertTrue(asked.get(1).endsWith("\"serializable\":true}"), asked::toString);
  }

  @Test
  void anUpdateThatMissesEveryTimeHasFailed() throws IOException {
    // A transaction that compared and missed has no "succeeded".
    int port = answering(200, "{" + HEADER + "}");
    AtomicLong minutes = new AtomicLong();
    Ticker everLater = () -> Duration.ofMinutes(minutes.incrementAndGet()).toNanos();
    EtcdClient client =
        new EtcdClient(
            new Gateway(), node -> address(port), false, Duration.ofMinutes(10), everLater);

    Reply reply = client.call(request("increment", "1"));

    assertEquals(Event.Type.FAIL, reply.type(), reply::toString);
    assertTrue(asked.size() > 2, asked::toString);
  }

  @FunctionalInterface
  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  @ParameterizedTest
  @ValueSource(strings = {"increment", "append"})
  void aRowThatCannotBeUnderstoodIsLeftAsItIs(String operation) throws IOException {
    String row = "{\"value\":\"YWJj\",\"mod_revision\":\"5\"}";
    int port = answering(200, "{" + HEADER + ",\"kvs\":[" + row + "]}");
    Reply reply = client(port, Duration.ofSeconds(10)).call(request(operation, "1"));
    assertEquals(Event.Type.FAIL, reply.type());
    assertEquals("the row cannot be understood: abc", reply.receipt());
    assertEquals(1, asked.size());
  }

  private int answering(int status, String body) throws IOException {
    return serving(exchange -> answer(exchange, status, body));
  }

  private void answerOnceThenBreak(HttpExchange exchange) throws IOException {
    if (asked.size() > 1) {
      exchange.close();
      throw new IOException("broken on purpose");
    }
    answer(exchange, 200, "{" + HEADER + "}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Requests are handled one at a time, on the server's thread. */
  private int serving(Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          handler.handle(exchange);
        });
    server.start();
    servers.add(server);
    return server.getAddress().getPort();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  }

  private static EtcdClient client(int port, Duration limit) {
    return new EtcdClient(new Gateway(), node -> address(port), false, limit, Ticker.system());
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  private static Request write(String value) {
    return request("write", value);
  }

  private static Request request(String operation, @Nullable String value) {
    return new Request(operation, "k", value, "n1");
  }
}
