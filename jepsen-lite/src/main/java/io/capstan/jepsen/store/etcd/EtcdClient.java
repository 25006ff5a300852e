package io.capstan.jepsen.store.etcd;

import io.capstan.jepsen.history.foreign.Datum;
import io.capstan.jepsen.history.foreign.EdnReader;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.etcd.EtcdAnswer.Row;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client that asks the node that it stands beside, and nobody else: etcd passes on what its
 * leader must see. It sends what changes something once; only what compared first and was told that
 * it missed is tried again. It has no session: etcd knows none.
 *
 * <p>Thread safety: for one thread.
 */
final class EtcdClient implements StoreClient {
  private static final String TRANSACTION = "/v3/kv/txn";
  private static final String MISSED = "false";

  private final Gateway gateway;
  private final UnaryOperator<String> addresses;
  private final boolean serializable;
  private final Duration limit;
  private final Ticker ticker;

  /**
   * A client of the gateway.
   *
   * @param addresses where it finds the node that it stands beside, {@code host:port} by id
   * @param serializable whether its reads ask the node's own state
   * @param limit how long a request may take
   */
  EtcdClient(
      Gateway gateway,
      UnaryOperator<String> addresses,
      boolean serializable,
      Duration limit,
      Ticker ticker) {
    this.gateway = gateway;
    this.addresses = addresses;
    this.serializable = serializable;
    this.limit = limit;
    this.ticker = ticker;
  }

  /** What a key is to hold, by what it holds, null: nothing; empty: that is none of its values. */
  @FunctionalInterface
  private interface Change {
    Optional<String> of(@Nullable String value);
  }

  @Override
  public Reply call(Request request) {
    try {
      return new Call(request).reply();
    } catch (EtcdException e) {
      String error = String.valueOf(e.getMessage());
      return e.definite() ? Reply.fail(error) : Reply.info(error);
    }
  }

  /** Nothing is held between requests. */
  @Override
  public void close() {}

  /** One request. */
  private final class Call {
    private final String operation;
    private final String key;
    private final @Nullable String given;
    private final String node;
    private final String address;
    private final long endNanos = ticker.nanos() + limit.toNanos();

    Call(Request request) {
      operation = request.operation();
      key = request.key();
      given = request.value();
      node = request.node();
      address = addresses.apply(node);
    }

    Reply reply() {
      return switch (operation) {
        case "read" -> read();
        case "write" -> ok(null, ask("/v3/kv/put", EtcdJson.put(key, value())));
        case "delete" -> ok(null, ask("/v3/kv/deleterange", EtcdJson.delete(key)));
        case "cas" -> compareAndSet();
        case "increment" -> update(held -> sum(held, value()), true);
        case "add", "append" -> update(held -> longer(held, value()), false);
        default -> throw new IllegalArgumentException("etcd cannot " + operation);
      };
    }

    private Reply read() {
      EtcdAnswer answer = range(serializable);
      return ok(answer.row().map(Row::value).orElse(null), answer);
    }

    private Reply compareAndSet() {
      if (!(EdnReader.parse(value()) instanceof Datum.Items pair) || pair.items().size() != 2) {
        throw new IllegalArgumentException("a cas wants [from to], not " + given);
      }
      String from = pair.items().get(0).plain();
      String to = pair.items().get(1).plain();
      String comparison = from == null ? EtcdJson.writtenBy(key, 0) : EtcdJson.valueIs(key, from);
      EtcdAnswer answer =
          ask(
              TRANSACTION,
              to == null
                  ? EtcdJson.deleteIf(comparison, key)
                  : EtcdJson.putIf(comparison, key, to));
      return ok(swapped(answer) ? null : MISSED, answer);
    }

    /**
     * Reads, and writes if nobody has written meanwhile, until nobody has.
     *
     * @param tells whether what was written is the answer
     */
    private Reply update(Change change, boolean tells) {
      while (ticker.nanos() < endNanos) {
        Optional<Row> row = range(false).row();
        String held = row.map(Row::value).orElse(null);
        Optional<String> changed = change.of(held);
        if (changed.isEmpty()) {
          return Reply.fail("the row cannot be understood: " + held);
        }
        String comparison = EtcdJson.writtenBy(key, row.map(Row::revision).orElse(0L));
        EtcdAnswer answer = ask(TRANSACTION, EtcdJson.putIf(comparison, key, changed.get()));
        if (swapped(answer)) {
          return ok(tells ? changed.get() : null, answer);
        }
      }
      return Reply.fail("others wrote between each read and its write");
    }

    /** A read has no effect: whatever has become of it, it may count as not done. */
    private EtcdAnswer range(boolean own) {
      try {
        return ask("/v3/kv/range", EtcdJson.range(key, own));
      } catch (EtcdException e) {
        throw e.withoutEffect();
      }
    }

    private EtcdAnswer ask(String path, String json) {
      Duration left = Duration.ofNanos(Math.max(1, endNanos - ticker.nanos()));
      return gateway.call(address, path, json, left);
    }

    private Reply ok(@Nullable String told, EtcdAnswer answer) {
      return Reply.ok(told, node, answer.receipt());
    }

    private String value() {
      if (given == null) {
        throw new IllegalArgumentException(operation + " wants a value");
      }
      return given;
    }
  }

  private static boolean swapped(EtcdAnswer answer) {
    return answer.isTrue("succeeded");
  }

  private static Optional<String> sum(@Nullable String held, String by) {
    try {
      long before = held == null ? 0 : Long.parseLong(held);
      return Optional.of(Long.toString(Math.addExact(before, Long.parseLong(by))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> longer(@Nullable String held, String element) {
    if (held == null) {
      return Optional.of("[" + element + "]");
    }
    return held.endsWith("]")
        ? Optional.of(held.substring(0, held.length() - 1) + " " + element + "]")
        : Optional.empty();
  }
}
