package io.capstan.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.config.ConfigException;
import io.capstan.server.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdminHttpTest {
  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Optional<String> notLive = Optional.empty();
  private volatile Optional<String> notReady = Optional.empty();
  private final AdminPages pages =
      new AdminPages(() -> "capstan_x 1\n", () -> notLive, () -> notReady);
  private final AdminHttp admin = AdminHttp.start(ANY_PORT, 2, pages);

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void metricsAreServedAsPrometheusText() throws Exception {
    HttpResponse<String> response = get("/metrics");
    assertEquals(200, response.statusCode());
    assertEquals("capstan_x 1\n", response.body());
    assertEquals(
        Optional.of("text/plain; version=0.0.4; charset=utf-8"),
        response.headers().firstValue("Content-Type"));
  }

  @Test
  void healthIsUpUntilTheProcessMakesNoProgress() throws Exception {
    assertPage("/health", 200, "{\"status\":\"up\"}\n");
    notLive = Optional.of("no entry applied for 60 s");
    assertPage("/health", 503, "{\"status\":\"down\",\"because\":\"no entry applied for 60 s\"}\n");
    assertPage("/ready", 200, "{\"status\":\"up\"}\n");
  }

  @Test
  void anUnreadyNodeSaysWhyInValidJson() throws Exception {
    notReady = Optional.of("shard \"0\" has\nno leader");
    assertPage(
        "/ready", 503, "{\"status\":\"down\",\"because\":\"shard \\\"0\\\" has\\nno leader\"}\n");
    assertPage("/health", 200, "{\"status\":\"up\"}\n");
  }

  @Test
  void theIndexListsThePagesAndOtherPathsAreNotFound() throws Exception {
    assertTrue(get("/").body().contains("/ready"));
    for (String path : new String[] {"/metricsx", "/metrics/", "/favicon.ico", "/../etc"}) {
      assertEquals(404, get(path).statusCode(), path);
    }
  }

  @Test
  void onlyGetIsAllowed() throws Exception {
    HttpRequest post = request("/metrics").POST(BodyPublishers.ofString("x")).build();
    HttpResponse<String> response = client.send(post, BodyHandlers.ofString());
    assertEquals(405, response.statusCode());
    assertEquals(Optional.of("GET"), response.headers().firstValue("Allow"));
  }

  @Test
  void aPageThatCannotBeMadeIsAnErrorAndNotAHangingConnection() throws Exception {
    AdminPages broken =
        new AdminPages(
            () -> {
              throw new IllegalStateException("broken");
            },
            Optional::empty,
            Optional::empty);
    try (AdminHttp other = AdminHttp.start(ANY_PORT, 1, broken)) {
      URI uri = URI.create("http://127.0.0.1:" + other.port() + "/metrics");
      var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertEquals(500, response.statusCode());
    }
  }

  @Test
  void aPortThatIsTakenIsRefusedWithThePortAndTheFlag() {
    HostPort taken = new HostPort("127.0.0.1", admin.port());
    var refusal =
        assertThrows(ConfigException.class, () -> AdminHttp.start(taken, 1, pages).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("health and metrics cannot listen on " + taken), message);
    assertTrue(message.contains("--admin-port="), message);
  }

  private void assertPage(String path, int status, String body) throws Exception {
    HttpResponse<String> response = get(path);
    assertEquals(status, response.statusCode());
    assertEquals(body, response.body());
    assertEquals(Optional.of("application/json"), response.headers().firstValue("Content-Type"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path));
  }
}
