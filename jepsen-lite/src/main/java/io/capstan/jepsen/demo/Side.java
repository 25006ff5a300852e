package io.capstan.jepsen.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.Answer;
import io.capstan.client.AsyncKeyspace;
import io.capstan.client.CapstanClient;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.client.Value;
import io.capstan.error.CapstanException;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A client beside one node, with a session of its own: it reaches what that node reaches.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Side implements AutoCloseable {
  private final String beside;
  private final Set<String> others;
  private final String strongRow;
  private final ChannelFactory channels;
  private final CapstanClient client;
  private final Ticker ticker = Ticker.system();

  /**
   * @param others nodes that are out of reach while links are cut
   * @param strongRow what its STRONG puts write
   * @param channels beside the node; closed with this
   */
  Side(
      String beside,
      Set<String> others,
      String strongRow,
      List<String> seeds,
      ChannelFactory channels) {
    this.beside = beside;
    this.others = Set.copyOf(others);
    this.strongRow = strongRow;
    this.channels = channels;
    this.client =
        CapstanClient.builder().seeds(seeds).prefer(beside).clientChannels(channels).build();
  }

  /** From now on this session has seen what the other one has. */
  void carryTokenOf(Side other) {
    client.session().merge(other.client.session().token());
  }

  /** Makes one request; it never fails. */
  CompletionStage<Asked> ask(Stage stage, Question question, Duration deadline) {
    boolean cut = stage == Stage.CUT_OFF || stage == Stage.OTHERS;
    Scene scene = new Scene(stage, beside, cut ? others : Set.of());
    RequestOptions options = options(deadline).withQuorum(question.quorum());
    AsyncKeyspace rows = client.keyspaceAsync(question.isStrong() ? "strong" : "eventual");
    long begun = ticker.nanos();
    CompletionStage<Result> result =
        question
            .level()
            .map(level -> get(rows.with(options.withLevel(level)), question.key()))
            .orElseGet(() -> put(rows.with(options), key(question), stage.value()));
    return result.thenApply(
        told -> new Asked(scene, question, told, Duration.ofNanos(ticker.nanos() - begun)));
  }

  private String key(Question question) {
    return question == Question.STRONG_PUT ? strongRow : question.key();
  }

  /** What this side's STRONG puts have written. */
  CompletionStage<Result> ownRow(Duration deadline) {
    RequestOptions options = options(deadline).withLevel(Level.STRONG);
    return get(client.keyspaceAsync("strong").with(options), strongRow);
  }

  private static RequestOptions options(Duration deadline) {
    return RequestOptions.DEFAULT.withReceipt(true).withDeadline(deadline);
  }

  private static CompletionStage<Result> put(AsyncKeyspace rows, String key, String value) {
    return rows.put(key.getBytes(UTF_8), value.getBytes(UTF_8))
        .<Result>thenApply(answer -> served(Optional.empty(), answer))
        .exceptionally(Side::failed);
  }

  private static CompletionStage<Result> get(AsyncKeyspace rows, String key) {
    return rows.get(key.getBytes(UTF_8))
        .<Result>thenApply(answer -> served(answer.value().map(Side::text), answer))
        .exceptionally(Side::failed);
  }

  private static String text(Value value) {
    return new String(value.bytes(), UTF_8);
  }

  private static Result served(Optional<String> value, Answer<?> answer) {
    return new Result.Served(value, answer.receipt().orElseThrow());
  }

  private static Result failed(Throwable thrown) {
    CapstanException e = CapstanException.from(thrown);
    return new Result.Failed(e.failure(), e.error().getMessage());
  }

  @Override
  public void close() {
    client.close();
    channels.close();
  }
}
