package io.capstan.jepsen.store.capstan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.Answer;
import io.capstan.client.CapstanClient;
import io.capstan.client.CasOutcome;
import io.capstan.client.Expected;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.Receipt;
import io.capstan.client.RequestOptions;
import io.capstan.client.ScanPage;
import io.capstan.client.ScanRange;
import io.capstan.client.Scanner;
import io.capstan.client.Value;
import io.capstan.client.WriteOp;
import io.capstan.client.WriteResult;
import io.capstan.error.CapstanException;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.limits.Limits;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One process's client of Capstan: one session, carried from node to node by its token.
 *
 * <p>Thread safety: for one thread.
 */
final class CapstanStoreClient implements StoreClient {
  private static final String ELEMENT = "/";

  /** A request has a millisecond at least. */
  private static final long DEADLINE_MIN_NANOS = 1_000_000;

  private static final Map<String, Level> LEVELS =
      Map.of(Lane.STRONG, Level.STRONG, Lane.SESSION, Level.SESSION, Lane.EVENTUAL, Level.EVENTUAL);

  private final CapstanLanes.Row row;
  private final Duration timeout;
  private final Ticker ticker;
  private final Clients clients;
  private final Map<String, CapstanClient> byNode = new HashMap<>();
  private @Nullable CapstanClient last;
  private long endNanos;

  /** Makes clients beside nodes. */
  @FunctionalInterface
  interface Clients {
    CapstanClient beside(String node, CapstanClient.Builder builder);
  }

  /**
   * @param timeout of each request, however many of the store it takes
   */
  CapstanStoreClient(CapstanLanes.Row row, Duration timeout, Ticker ticker, Clients clients) {
    this.row = row;
    this.timeout = timeout;
    this.ticker = ticker;
    this.clients = clients;
  }

  @Override
  public Reply call(Request request) {
    endNanos = ticker.nanos() + timeout.toNanos();
    Keyspace keyspace = keyspace(request.node());
    try {
      return perform(keyspace, request);
    } catch (CapstanException e) {
      String error = e.failure() + ": " + e.getMessage();
      return isRead(request) || e.failure().definite() ? Reply.fail(error) : Reply.info(error);
    }
  }

  private static boolean isRead(Request request) {
    return request.operation().startsWith("read");
  }

  private Reply perform(Keyspace keyspace, Request request) {
    byte[] key = bytes(request.key());
    return switch (request.operation()) {
      case "read" -> read(keyspace, request);
      case "write" -> done(keyspace.put(key, bytes(value(request))), null);
      case "delete" -> done(keyspace.delete(key), null);
      case "increment" -> {
        Answer<WriteResult.Increment> answer =
            keyspace.increment(key, Long.parseLong(value(request)));
        yield done(answer, Long.toString(answer.value().value()));
      }
      case "add" -> done(keyspace.put(bytes(elementKey(request)), new byte[0]), null);
      case "append" -> append(keyspace, key, value(request));
      case "write-all" -> done(keyspace.batchWrite(writes(request)), null);
      case "read-all" -> readAll(keyspace, request.key());
      case "cas" -> compareAndSet(keyspace, key, listOf(value(request)));
      default -> throw new IllegalArgumentException("no operation " + request.operation());
    };
  }

  /** A read may name another level than the lane's. */
  private RequestOptions reading(Request request) {
    return request.value() == null
        ? options()
        : options().withLevel(Objects.requireNonNull(LEVELS.get(request.value())));
  }

  private static List<WriteOp> writes(Request request) {
    byte[] value = bytes(value(request));
    return rowsOf(request.key()).stream().<WriteOp>map(row -> WriteOp.put(row, value)).toList();
  }

  private static Reply readAll(Keyspace keyspace, String key) {
    Answer<List<Optional<Value>>> answer = keyspace.batchGet(rowsOf(key));
    List<String> values =
        answer.value().stream()
            .map(row -> row.map(value -> text(value.bytes())).orElse("nil"))
            .toList();
    boolean same = values.stream().distinct().count() == 1;
    String one = answer.value().get(0).isPresent() ? values.get(0) : null;
    return shown(answer.receipts(), same ? one : listed(values));
  }

  /** The rows of a key that is written in batches; STRONG keyspaces have one shard here. */
  private static List<byte[]> rowsOf(String key) {
    return List.of(bytes(key + "#1"), bytes(key + "#2"));
  }

  /** A set is the rows below its key, and has none of its own. */
  private static String elementKey(Request request) {
    return request.key() + ELEMENT + value(request);
  }

  private Reply read(Keyspace keyspace, Request request) {
    Answer<Optional<Value>> answer = keyspace.with(reading(request)).get(bytes(request.key()));
    Optional<Value> row = answer.value();
    return row.isPresent()
        ? shown(answer.receipts(), text(row.get().bytes()))
        : elements(keyspace.with(reading(request)), request.key(), answer.receipts());
  }

  /** Of a set to which nothing was ever added there is nothing. */
  private static Reply elements(Keyspace keyspace, String key, List<Receipt> before) {
    byte[] prefix = bytes(key + ELEMENT);
    List<Receipt> receipts = new ArrayList<>(before);
    List<String> elements = new ArrayList<>();
    Scanner scanner =
        keyspace
            .async()
            .scan(ScanRange.prefix(prefix).keysOnly(true).pageRows(Limits.SCAN_ROWS_MAX));
    ScanPage page;
    do {
      page = next(scanner);
      page.rows().forEach(row -> elements.add(text(row.key()).substring(prefix.length)));
      receipts.addAll(page.receipts());
    } while (!page.last());
    return shown(receipts, elements.isEmpty() ? null : listed(elements));
  }

  private static ScanPage next(Scanner scanner) {
    try {
      return scanner.nextPage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof CapstanException failure ? failure : e;
    }
  }

  /** By compare-and-set, again and again while others come first and there is time. */
  private Reply append(Keyspace keyspace, byte[] key, String element) {
    while (ticker.nanos() - endNanos < 0) {
      Optional<Value> row = keyspace.with(strong()).get(key).value();
      String held = row.map(value -> text(value.bytes())).orElse("[]");
      if (!held.startsWith("[") || !held.endsWith("]")) {
        return Reply.fail("the row is no list: " + held);
      }
      List<String> list = new ArrayList<>(listOf(held));
      list.add(element);
      Answer<CasOutcome> answer =
          keyspace.with(options()).compareAndSet(key, expected(row), bytes(listed(list)));
      if (answer.value().applied()) {
        return done(answer, null);
      }
    }
    return othersCameFirst();
  }

  private Reply compareAndSet(Keyspace keyspace, byte[] key, List<String> fromTo) {
    while (ticker.nanos() - endNanos < 0) {
      Answer<Optional<Value>> found = keyspace.with(strong()).get(key);
      Optional<Value> row = found.value();
      if (row.isEmpty() || !text(row.get().bytes()).equals(fromTo.get(0))) {
        return done(found, "false");
      }
      Answer<CasOutcome> answer =
          keyspace.with(options()).compareAndSet(key, expected(row), bytes(fromTo.get(1)));
      if (answer.value().applied()) {
        return done(answer, null);
      }
    }
    return othersCameFirst();
  }

  private Reply othersCameFirst() {
    return Reply.fail("others came first for " + timeout.toMillis() + " ms");
  }

  /** A failure of the read before it leaves the row as it was. */
  private RequestOptions strong() {
    return options().withLevel(Level.STRONG);
  }

  private static Expected expected(Optional<Value> row) {
    return row.map(value -> Expected.version(value.version())).orElseGet(Expected::absent);
  }

  private Keyspace keyspace(String node) {
    CapstanClient client =
        byNode.computeIfAbsent(node, added -> clients.beside(added, CapstanClient.builder()));
    CapstanClient before = last;
    if (before != null && before != client) {
      client.session().merge(before.session().token());
    }
    last = client;
    return client.keyspace(row.keyspace()).with(options());
  }

  /** Those of a part of the request, which has what is left of its time. */
  private RequestOptions options() {
    Duration left = Duration.ofNanos(Math.max(DEADLINE_MIN_NANOS, endNanos - ticker.nanos()));
    return RequestOptions.DEFAULT
        .withLevel(row.level())
        .withQuorum(row.quorum())
        .withReceipt(true)
        .withDeadline(left);
  }

  private static Reply done(Answer<?> answer, @Nullable String value) {
    String by = answer.receipt().map(receipt -> receipt.served().getServedBy()).orElse("");
    return Reply.ok(value, by, words(answer.receipts()));
  }

  /** Of a read. The rows of one replica are served by that one, whoever passed them on. */
  private static Reply shown(List<Receipt> receipts, @Nullable String value) {
    List<String> by =
        receipts.stream()
            .map(Receipt::served)
            .map(one -> one.getReplicasCount() == 1 ? one.getReplicas(0) : one.getServedBy())
            .distinct()
            .toList();
    return Reply.ok(value, by.size() == 1 ? by.get(0) : "", words(receipts));
  }

  private static String words(List<Receipt> receipts) {
    return receipts.stream()
        .map(receipt -> words(receipt.served()))
        .collect(Collectors.joining("; "));
  }

  private static String words(io.capstan.v1.Receipt receipt) {
    StringBuilder words = new StringBuilder(receipt.getServedBy());
    words.append(receipt.getByLeader() ? " leads" : "");
    words.append(", ").append(receipt.getPath().name().substring("PATH_".length()));
    if (receipt.getLogIndex() > 0) {
      words.append(", index ").append(receipt.getLogIndex());
      words.append(" of term ").append(receipt.getTerm());
    }
    if (receipt.getReplicasCount() > 0) {
      words.append(", rests on ").append(String.join(" ", receipt.getReplicasList()));
    }
    return words.toString();
  }

  private static String value(Request request) {
    return Objects.requireNonNull(request.value(), request::toString);
  }

  /** The words of {@code [a b c]}. */
  private static List<String> listOf(String list) {
    String inner = list.substring(1, list.length() - 1);
    return inner.isEmpty() ? List.of() : List.of(inner.split(" ", -1));
  }

  private static String listed(List<String> elements) {
    return "[" + String.join(" ", elements) + "]";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  @Override
  public void close() {
    byNode.values().forEach(CapstanClient::close);
  }
}
