package io.capstan.client.shell.demo;

import io.capstan.client.Admin;
import io.capstan.client.Answer;
import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Quorum;
import io.capstan.client.RequestOptions;
import io.capstan.client.Value;
import io.capstan.client.WriteResult;
import io.capstan.client.shell.local.RunningCluster;
import io.capstan.error.CapstanException;
import io.capstan.runtime.Ticker;
import io.capstan.session.SessionToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: one client that puts STRONG rows, and a new one for each node that all else is asked
 * through. Both are of one session, in memory.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Visitor implements AutoCloseable {
  private static final Duration SERVED = Duration.ofSeconds(5);

  /** For what is to be refused: long enough for an attempt at each node. */
  private static final Duration NOT_SERVED = Duration.ofMillis(1_200);

  private static final Duration ADMIN = Duration.ofSeconds(10);

  private final RunningCluster cluster;
  private final Layout layout;
  private final Ticker ticker = Ticker.system();
  private final CapstanClient writer;
  private @Nullable CapstanClient reader;
  private String through = "";

  Visitor(RunningCluster cluster, Layout layout) {
    this.cluster = cluster;
    this.layout = layout;
    this.writer = client(layout.replicas().get(0)).build();
  }

  private CapstanClient.Builder client(String firstNode) {
    return CapstanClient.builder().seeds(cluster.seeds(firstNode)).deadline(ADMIN);
  }

  Admin admin() {
    return writer.admin();
  }

  /** Asks through another node from now on, with a client that knows nothing but the session. */
  void goTo(String node) {
    SessionToken token = writer.session().token();
    if (reader != null) {
      reader.close();
    }
    through = node;
    reader = client(node).prefer(node).session(token).build();
  }

  /** Makes one request; what the reads may show is judged by what was written so far. */
  Asked ask(Situation situation, Question question, Written written) {
    RequestOptions options =
        RequestOptions.DEFAULT
            .withReceipt(true)
            .withQuorum(question.quorum())
            .withDeadline(situation.serves(question) ? SERVED : NOT_SERVED);
    var values = written.allowed(question);
    String value = situation.act().value();
    long begun = ticker.nanos();
    Result result =
        question.isPut()
            ? put(client(question), question, options, value)
            : get(client(question), question, options.withLevel(question.level()));
    var asked = new Asked(situation, question, through, values, result, since(begun));
    if (question.isPut()) {
      written.ended(question.row(), value, asked.verdict());
    }
    return asked;
  }

  private CapstanClient client(Question question) {
    CapstanClient client = question == Question.STRONG_PUT ? writer : reader;
    if (client == null) {
      throw new IllegalStateException("the visitor has not gone to any node yet");
    }
    return client;
  }

  /** Puts the pulse row; gives how that ended. */
  Result pulse(String value, Duration deadline) {
    RequestOptions options = RequestOptions.DEFAULT.withReceipt(true).withDeadline(deadline);
    return put(writer.keyspace(DemoKeyspaces.STRONG).with(options), layout.pulse(), value);
  }

  /** The row that was put at ONE, as one node alone has it; empty: not there, or no answer. */
  Optional<String> own(String node, Question question) {
    if (!through.equals(node)) {
      goTo(node);
    }
    RequestOptions options =
        RequestOptions.DEFAULT.withQuorum(Quorum.ONE).withLevel(question.level()).withReceipt(true);
    Result result = get(client(question), question, options.withDeadline(NOT_SERVED));
    return result instanceof Result.Served served
            && served.receipt().served().getReplicasList().equals(List.of(node))
        ? served.value()
        : Optional.empty();
  }

  private Result put(
      CapstanClient client, Question question, RequestOptions options, String value) {
    return put(keyspace(client, question).with(options), key(question), value);
  }

  private Result put(Keyspace rows, String key, String value) {
    try {
      Answer<WriteResult.Put> answer = rows.put(bytes(key), bytes(value));
      return new Result.Served(Optional.empty(), answer.receipt().orElseThrow());
    } catch (CapstanException e) {
      return failed(e);
    } finally {
      shareSession();
    }
  }

  private Result get(CapstanClient client, Question question, RequestOptions options) {
    try {
      Answer<Optional<Value>> answer =
          keyspace(client, question).with(options).get(bytes(key(question)));
      Optional<String> value =
          answer.value().map(found -> new String(found.bytes(), StandardCharsets.UTF_8));
      return new Result.Served(value, answer.receipt().orElseThrow());
    } catch (CapstanException e) {
      return failed(e);
    } finally {
      shareSession();
    }
  }

  private static Result failed(CapstanException e) {
    return new Result.Failed(e.failure(), e.error().getMessage());
  }

  private void shareSession() {
    if (reader != null) {
      reader.session().merge(writer.session().token());
      writer.session().merge(reader.session().token());
    }
  }

  private Keyspace keyspace(CapstanClient client, Question question) {
    return client.keyspace(question.strong() ? DemoKeyspaces.STRONG : DemoKeyspaces.EVENTUAL);
  }

  private String key(Question question) {
    return layout.keys().getOrDefault(question.row(), "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Duration since(long nanos) {
    return Duration.ofNanos(ticker.nanos() - nanos);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    writer.close();
  }
}
