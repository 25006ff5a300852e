package io.capstan.jepsen.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Answer;
import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.Quorum;
import io.capstan.client.RequestOptions;
import io.capstan.client.Value;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.v1.Receipt;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;

/**
 * A client that stands on one side of a partition: it reaches what the node beside it reaches.
 *
 * @param nodes the ids of the nodes of this side, for the receipts
 * @param client prefers the node that it stands beside
 */
record Side(Set<String> nodes, CapstanClient client) {
  /** How long what must not be served is waited for. */
  static final Duration BRIEF = Duration.ofSeconds(1);

  private static final RequestOptions OPTIONS =
      RequestOptions.DEFAULT.withReceipt(true).withDeadline(Lab.LONGEST);
  private static final Set<Failure> NOT_SERVED =
      Set.of(
          Failure.UNAVAILABLE,
          Failure.NOT_CAUGHT_UP,
          Failure.OUTCOME_UNKNOWN,
          Failure.DEADLINE_EXCEEDED);

  private Keyspace strong(Level level, Duration deadline) {
    return client.keyspace("strong").with(OPTIONS.withLevel(level).withDeadline(deadline));
  }

  private Keyspace eventual(Quorum quorum, Duration deadline) {
    return client
        .keyspace("eventual")
        .with(OPTIONS.withLevel(Level.EVENTUAL).withQuorum(quorum).withDeadline(deadline));
  }

  /** A STRONG keyspace serves a write on this side, and its receipt says so. */
  void putStrong(String key, String value) {
    Receipt receipt = receipt(strong(Level.STRONG, Lab.LONGEST).put(bytes(key), bytes(value)));
    assertTrue(receipt.getByLeader(), receipt::toString);
    assertTrue(nodes.contains(receipt.getServedBy()), receipt::toString);
  }

  /** A STRONG read is served on this side, and its receipt says by whom and with whom. */
  Optional<String> getStrong(String key) {
    Answer<Optional<Value>> answer = strong(Level.STRONG, Lab.LONGEST).get(bytes(key));
    Receipt receipt = receipt(answer);
    assertTrue(receipt.getLevelGiven() == io.capstan.v1.Level.LEVEL_STRONG, receipt::toString);
    assertTrue(receipt.getReplicasCount() >= 2, receipt::toString);
    assertOnThisSide(receipt);
    return text(answer);
  }

  /** A read of the STRONG keyspace at a weaker level is served by this side's own rows. */
  Optional<String> getStrong(String key, Level weaker) {
    Answer<Optional<Value>> answer = strong(weaker, Lab.LONGEST).get(bytes(key));
    Receipt receipt = receipt(answer);
    assertTrue(receipt.getLevelGiven() == weaker.kind().proto(), receipt::toString);
    assertOnThisSide(receipt);
    return text(answer);
  }

  /** An EVENTUAL keyspace serves a write on this side, and only this side is counted. */
  void put(String key, String value, Quorum quorum) {
    assertOnThisSide(receipt(eventual(quorum, Lab.LONGEST).put(bytes(key), bytes(value))));
  }

  /** An EVENTUAL keyspace serves a read on this side, and only this side is counted. */
  Optional<String> get(String key, Quorum quorum) {
    Answer<Optional<Value>> answer = eventual(quorum, Lab.LONGEST).get(bytes(key));
    assertOnThisSide(receipt(answer));
    return text(answer);
  }

  /** All rows of the EVENTUAL keyspace that the node of this side has. */
  Map<String, String> rows() {
    return Rows.pages(
            client
                .keyspaceAsync("eventual")
                .with(OPTIONS.withLevel(Level.EVENTUAL).withQuorum(Quorum.ONE)))
        .stream()
        .flatMap(page -> page.rows().stream())
        .collect(Collectors.toMap(row -> text(row.key()), row -> text(row.value())));
  }

  /** A STRONG write that is not waited for. */
  CompletionStage<?> putStrongAsync(String key, String value, Duration deadline) {
    return client
        .keyspaceAsync("strong")
        .with(OPTIONS.withDeadline(deadline))
        .put(bytes(key), bytes(value));
  }

  /** A STRONG write is refused, or its outcome unknown. */
  Failure putStrongIsNotServed(String key, String value) {
    return notServed(() -> strong(Level.STRONG, BRIEF).put(bytes(key), bytes(value)));
  }

  /** A read of the STRONG keyspace is refused at this level. */
  void getStrongIsNotServed(String key, Level level) {
    var unused = notServed(() -> strong(level, BRIEF).get(bytes(key)));
  }

  /** More replicas than this side has are asked for in vain. */
  void putIsNotServed(String key, String value, Quorum quorum) {
    var unused = notServed(() -> eventual(quorum, BRIEF).put(bytes(key), bytes(value)));
  }

  /** More replicas than this side has are asked for in vain. */
  void getIsNotServed(String key, Quorum quorum) {
    var unused = notServed(() -> eventual(quorum, BRIEF).get(bytes(key)));
  }

  private static Failure notServed(Executable request) {
    return notServed(assertThrows(CapstanException.class, request));
  }

  /** That a failure is one of those that a partition may cause. */
  static Failure notServed(CapstanException failure) {
    assertTrue(NOT_SERVED.contains(failure.failure()), failure::toString);
    return failure.failure();
  }

  private void assertOnThisSide(Receipt receipt) {
    assertTrue(nodes.contains(receipt.getServedBy()), receipt::toString);
    assertTrue(receipt.getReplicasCount() >= 1, receipt::toString);
    assertTrue(nodes.containsAll(receipt.getReplicasList()), receipt::toString);
  }

  private static Receipt receipt(Answer<?> answer) {
    return answer.receipt().orElseThrow().served();
  }

  private static Optional<String> text(Answer<Optional<Value>> answer) {
    return answer.value().map(value -> text(value.bytes()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
