package io.capstan.client;

import com.google.protobuf.ByteString;
import io.capstan.client.retry.Completion;
import io.capstan.client.retry.Request;
import io.capstan.client.retry.Requests;
import io.capstan.client.retry.UnknownWrite;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.error.CapstanException;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One keyspace, asynchronously.
 *
 * <p>Every stage ends within the deadline. It fails with a {@link CapstanException}: a definite one
 * when the request did not and will not happen, otherwise one from which {@link UnknownWrite#of}
 * gets what {@link #retry} needs. Arguments that break a limit fail the stage too; nothing is
 * thrown.
 *
 * <p>Stages complete on the thread that the answer arrived on. What is chained to them without an
 * executor must not block: while it runs, no answer of that connection is read, and waiting there
 * for another call of the same client waits for ever.
 *
 * <p>Thread safety: immutable.
 */
public final class AsyncKeyspace {
  private final Requests requests;
  private final String name;
  private final RequestOptions options;
  private final OperationHeader header;
  private final long deadlineNanos;

  AsyncKeyspace(Requests requests, String name, RequestOptions options, Duration deadline) {
    this.requests = requests;
    this.name = name;
    this.options = options;
    this.deadlineNanos = options.deadline().orElse(deadline).toNanos();
    this.header = Operations.header(name, options);
  }

  public String name() {
    return name;
  }

  public RequestOptions options() {
    return options;
  }

  /** The same keyspace with other options. */
  public AsyncKeyspace with(RequestOptions options) {
    return new AsyncKeyspace(requests, name, options, Duration.ofNanos(deadlineNanos));
  }

  public CompletionStage<Answer<Optional<Value>>> get(byte[] key) {
    return keyed(key, k -> Operations.get(k), outcome -> Results.value(outcome.getGet()));
  }

  /** Answers with the version of the row as written, and whether a later write holds. */
  public CompletionStage<Answer<WriteResult.Put>> put(byte[] key, byte[] value) {
    return put(key, value, Duration.ZERO);
  }

  /**
   * Answers with the version of the row as written, and whether a later write holds.
   *
   * @param ttl how long the row lives; zero: for ever
   */
  public CompletionStage<Answer<WriteResult.Put>> put(byte[] key, byte[] value, Duration ttl) {
    return keyed(
        key,
        k -> Operations.put(k, ByteString.copyFrom(value), ttl),
        outcome -> Results.put(outcome.getPut()));
  }

  /** Answers with whether there was a row, and whether a later write holds. */
  public CompletionStage<Answer<WriteResult.Delete>> delete(byte[] key) {
    return keyed(key, k -> Operations.delete(k), outcome -> Results.deleted(outcome.getDelete()));
  }

  /** Writes only when the row is as expected. */
  public CompletionStage<Answer<CasOutcome>> compareAndSet(
      byte[] key, Expected expected, byte[] value) {
    return compareAndSet(key, expected, value, Duration.ZERO);
  }

  /**
   * Writes only when the row is as expected.
   *
   * @param ttl how long the row that was written lives; zero: for ever
   */
  public CompletionStage<Answer<CasOutcome>> compareAndSet(
      byte[] key, Expected expected, byte[] value, Duration ttl) {
    return keyed(
        key,
        k -> Operations.compareAndSet(k, expected, Optional.of(ByteString.copyFrom(value)), ttl),
        outcome -> Results.cas(outcome.getCompareAndSet()));
  }

  /** Deletes only when the row is as expected. */
  public CompletionStage<Answer<CasOutcome>> compareAndDelete(byte[] key, Expected expected) {
    return keyed(
        key,
        k -> Operations.compareAndSet(k, expected, Optional.empty(), Duration.ZERO),
        outcome -> Results.cas(outcome.getCompareAndSet()));
  }

  /**
   * Adds to a number kept as decimal text, 0 when there is no row; answers with the sum, which
   * lives as long as the number that was there.
   */
  public CompletionStage<Answer<WriteResult.Increment>> increment(byte[] key, long delta) {
    return keyed(
        key,
        k -> Operations.increment(k, delta),
        outcome -> Results.incremented(outcome.getIncrement()));
  }

  /**
   * Reads many keys: one request for each shard concerned, each at one point of its shard's
   * history.
   *
   * @return in the order of the keys
   */
  public CompletionStage<Answer<List<Optional<Value>>>> batchGet(List<byte[]> keys) {
    return new ShardedReads(requests, header, deadlineNanos).batchGet(keys);
  }

  /**
   * Writes several keys of one shard, all or none. Keys of several shards are refused as
   * CROSS_SHARD before anything is sent.
   */
  public CompletionStage<Answer<BatchOutcome>> batchWrite(List<WriteOp> writes) {
    Operation operation;
    try {
      operation = Operations.batchWrite(writes);
    } catch (CapstanException e) {
      return CompletableFuture.failedFuture(e);
    }
    List<ByteString> keys = writes.stream().map(WriteOp::key).toList();
    return submit(
        operation,
        view -> Operations.oneTarget(view, name, keys),
        outcome -> Results.batch(outcome.getBatchWrite()));
  }

  /** Reads a range over all shards, page by page; nothing is fetched before the first page. */
  public Scanner scan(ScanRange range) {
    return new Scanner(new ShardedReads(requests, header, deadlineNanos), range);
  }

  /**
   * Sends a write of unknown outcome again, under the id it had: it is applied at most once in all.
   * The deadline is this keyspace object's.
   *
   * <p>Not for ever: a STRONG shard forgets the id an hour after the session's last use, and in an
   * EVENTUAL keyspace a stamp is taken for some half a minute (STAMP_TOO_OLD afterwards). The
   * outcome then stays unknown, and no {@link UnknownWrite} is left.
   *
   * @param write of any keyspace of this client; not being retried now
   * @throws IllegalStateException if it is being retried, was answered or was forgotten
   */
  public CompletionStage<Answer<WriteResult>> retry(UnknownWrite write) {
    return requests
        .retry(write, deadlineNanos)
        .thenApply(completion -> answer(completion, Results::written));
  }

  private <T> CompletionStage<Answer<T>> keyed(
      byte[] key, Function<ByteString, Operation> operation, Function<Outcome, T> result) {
    try {
      ByteString bytes = ByteString.copyFrom(key);
      return submit(operation.apply(bytes), view -> view.targetOf(name, bytes), result);
    } catch (CapstanException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> CompletionStage<Answer<T>> submit(
      Operation operation, Function<ClusterView, Target> target, Function<Outcome, T> result) {
    return requests
        .submit(new Request(operation, header, target, deadlineNanos))
        .thenApply(completion -> answer(completion, result));
  }

  private <T> Answer<T> answer(Completion completion, Function<Outcome, T> result) {
    return new Answer<>(
        result.apply(completion.outcome()), Results.receipts(options.receipt(), completion));
  }
}
