package io.capstan.jepsen.store.etcd;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of etcd's nodes. A POST is sent once: the JDK's client sends only a GET again by
 * itself (unlike {@link java.net.HttpURLConnection}, which would make one write two).
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Gateway {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
  private static final int OK = 200;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .build();

  /**
   * Calls a method of the gateway and waits for the answer.
   *
   * @param node {@code host:port}
   * @param path of the method, such as {@code /v3/kv/put}
   * @throws EtcdException when there is none, or a refusal
   */
  EtcdAnswer call(String node, String path, String json, Duration limit) {
    try {
      return send(node, path, json, limit).join();
    } catch (CompletionException e) {
      throw failure(e.getCause());
    }
  }

  /** The same without waiting; fails as {@link #failure} says. */
  CompletableFuture<EtcdAnswer> send(String node, String path, String json, Duration limit) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(node, path))
            .timeout(limit)
            .POST(BodyPublishers.ofString(json))
            .build();
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(Gateway::answer);
  }

  /** What {@code /health} at a place says; empty when there is no answer in time. */
  String health(String place, Duration limit) {
    HttpRequest request = HttpRequest.newBuilder(uri(place, "/health")).timeout(limit).build();
    return http.sendAsync(request, BodyHandlers.ofString())
        .thenApply(HttpResponse::body)
        .exceptionally(silent -> "")
        .join();
  }

  private static URI uri(String node, String path) {
    return URI.create("http://" + node + path);
  }

  private static EtcdAnswer answer(HttpResponse<String> response) {
    EtcdAnswer answer;
    try {
      answer = EtcdAnswer.parse(response.body());
    } catch (IOException e) {
      throw EtcdException.noAnswer("HTTP %d, %s".formatted(response.statusCode(), e.getMessage()));
    }
    if (response.statusCode() != OK) {
      throw EtcdException.refused((int) answer.number("code"), answer.text("message"));
    }
    return answer;
  }

  private static EtcdException failure(@Nullable Throwable cause) {
    if (cause instanceof EtcdException refusal) {
      return refusal;
    }
    boolean notSent =
        cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    return notSent
        ? EtcdException.notSent(String.valueOf(cause))
        : EtcdException.noAnswer(String.valueOf(cause));
  }
}
