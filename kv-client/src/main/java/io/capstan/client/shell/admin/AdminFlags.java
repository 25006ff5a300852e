package io.capstan.client.shell.admin;

import io.capstan.client.CapstanClient;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.data.ConnectionFlags;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command for operators has, and the connection that they describe. */
final class AdminFlags {
  @Mixin private ConnectionFlags connection = new ConnectionFlags();

  @Option(names = "--json", description = "Prints JSON, one object a line.")
  private boolean json;

  /** How long one question may take; empty when it was not said. */
  Optional<Duration> timeout() {
    return connection.timeout();
  }

  boolean json() {
    return json;
  }

  /** Connects, asks, and waits for the answer. */
  <T> T ask(Terminal terminal, Function<CapstanClient, CompletionStage<T>> question) {
    return connection.use(terminal, client -> question.apply(client).toCompletableFuture().join());
  }
}
