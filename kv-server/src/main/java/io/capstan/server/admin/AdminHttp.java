package io.capstan.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.capstan.runtime.Threads;
import io.capstan.server.config.HostPort;
import io.capstan.server.config.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health, readiness and metrics over HTTP:
 *
 * <pre>
 *   GET /         what there is
 *   GET /metrics  200, Prometheus's text format
 *   GET /health   200 while the process makes progress, else 503: restart it
 *   GET /ready    200 when the node should get requests, else 503 with the reason
 * </pre>
 *
 * <p>Health and readiness are JSON: {@code {"status":"up"}} or {@code
 * {"status":"down","because":"…"}}. The server has threads of its own, so that it answers when the
 * event loops are busy.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class AdminHttp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHttp.class);
  private static final int BACKLOG = 16;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String INDEX =
      """
      Capstan node
        /metrics  for Prometheus
        /health   is the process alive?
        /ready    should it get requests?
      """;

  private record Page(int status, String contentType, String text) {}

  private final HttpServer server;
  private final ExecutorService threads;
  private final AdminPages pages;

  private AdminHttp(HttpServer server, ExecutorService threads, AdminPages pages) {
    this.server = server;
    this.threads = threads;
    this.pages = pages;
  }

  /**
   * Starts listening.
   *
   * @param address port 0 is any free one
   * @param requests answered at once; more wait
   * @throws io.capstan.server.config.ConfigException when the port cannot be had
   */
  public static AdminHttp start(HostPort address, int requests, AdminPages pages) {
    HttpServer server = bind(address);
    AdminHttp admin = new AdminHttp(server, Threads.fixed("capstan-admin", requests), pages);
    server.setExecutor(admin.threads);
    server.createContext("/", admin::handle);
    server.start();
    return admin;
  }

  /** The port that it listens on, also when any free one was asked for. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static HttpServer bind(HostPort address) {
    try {
      return HttpServer.create(new InetSocketAddress(address.host(), address.port()), BACKLOG);
    } catch (IOException e) {
      throw Listener.ADMIN.cannotListen(address, e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("GET")) {
        send(exchange, pageOrFailure(exchange.getRequestURI().getPath()));
      } else {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, new Page(405, TEXT, "Only GET is served here.\n"));
      }
    }
  }

  private Page pageOrFailure(String path) {
    try {
      return page(path);
    } catch (RuntimeException e) {
      LOG.error("The page {} cannot be made", path, e);
      return new Page(500, TEXT, "This page cannot be made; the log says why.\n");
    }
  }

  private Page page(String path) {
    return switch (path) {
      case "/" -> new Page(200, TEXT, INDEX);
      case "/metrics" -> new Page(200, PROMETHEUS, pages.metrics().get());
      case "/health" -> status(pages.notLive().get());
      case "/ready" -> status(pages.notReady().get());
      default -> new Page(404, TEXT, "There is no such page; / lists what there is.\n");
    };
  }

  private static Page status(Optional<String> problem) {
    return problem
        .map(reason -> new Page(503, JSON, JsonStatus.down(reason)))
        .orElseGet(() -> new Page(200, JSON, JsonStatus.UP));
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.text().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", page.contentType());
    exchange.sendResponseHeaders(page.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
