package io.capstan.jepsen.store.capstan;

import io.capstan.jepsen.nemesis.NodeClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * The clock of a server that runs with the fault {@code clock=FILE}: it is off by as many
 * milliseconds as the file says.
 *
 * @param file what the server looks at
 * @param metrics where the server has its metrics
 */
record FileClock(FaultFile file, URI metrics, HttpClient http) implements NodeClock {
  private static final String SKEW = "capstan_clock_skew_millis ";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

  @Override
  public void set(Duration offset) {
    file.say(Long.toString(offset.toMillis()));
  }

  @Override
  public Optional<Duration> observed() {
    HttpRequest request = HttpRequest.newBuilder(metrics).timeout(ANSWER_MAX).build();
    try {
      return http.send(request, BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(SKEW))
          .map(line -> (long) Double.parseDouble(line.substring(SKEW.length())))
          .map(Duration::ofMillis)
          .findFirst();
    } catch (IOException silent) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for metrics", e);
    }
  }
}
