package bench.capstan;

import bench.KvAdapter;
import io.capstan.client.AsyncKeyspace;
import io.capstan.client.CapstanClient;
import io.capstan.client.Level;
import io.capstan.client.Quorum;
import io.capstan.client.RequestOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Capstan behind the benchmark harness.
 *
 * <p>Properties: {@code seeds} (comma-separated host:port), {@code keyspace}, {@code level} of reads
 * (strong, session, eventual), {@code quorum} of reads and writes in an EVENTUAL keyspace (one,
 * majority, all; default: the keyspace's).
 */
public final class CapstanAdapter implements KvAdapter {
  private CapstanClient client;
  private AsyncKeyspace keyspace;

  @Override
  public void open(Map<String, String> properties) {
    String seeds = properties.getOrDefault("seeds", "127.0.0.1:7400,127.0.0.1:7401,127.0.0.1:7402");
    client =
        CapstanClient.builder().seeds(seeds.split(",")).deadline(Duration.ofSeconds(30)).build();
    Level level =
        switch (properties.getOrDefault("level", "strong")) {
          case "strong" -> Level.STRONG;
          case "session" -> Level.SESSION;
          case "eventual" -> Level.EVENTUAL;
          default -> throw new IllegalArgumentException("level: strong, session or eventual");
        };
    RequestOptions options = RequestOptions.DEFAULT.withLevel(level);
    if (properties.containsKey("quorum")) {
      options =
          options.withQuorum(Quorum.valueOf(properties.get("quorum").toUpperCase(Locale.ROOT)));
    }
    keyspace =
        client.keyspaceAsync(properties.getOrDefault("keyspace", "strong")).with(options);
  }

  @Override
  public CompletionStage<?> put(byte[] key, byte[] value) {
    return keyspace.put(key, value);
  }

  @Override
  public CompletionStage<?> get(byte[] key) {
    return keyspace.get(key).thenApply(answer -> answer.value().orElse(null));
  }

  @Override
  public void close() {
    client.close();
  }
}
