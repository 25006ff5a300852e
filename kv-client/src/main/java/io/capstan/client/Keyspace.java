package io.capstan.client;

import io.capstan.client.retry.UnknownWrite;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * One keyspace, blocking: the verbs of {@link AsyncKeyspace}, each waited for.
 *
 * <p>Every verb ends within the deadline and throws {@link io.capstan.error.CapstanException} as
 * the stage would fail. Must not be called from what is chained to an asynchronous stage.
 *
 * <p>Thread safety: immutable. An interrupt ends the wait, not the request: the thread stays
 * interrupted, and a write is reported as OUTCOME_UNKNOWN.
 */
public final class Keyspace {
  private final AsyncKeyspace async;

  Keyspace(AsyncKeyspace async) {
    this.async = async;
  }

  public String name() {
    return async.name();
  }

  /** The same keyspace, asynchronously. */
  public AsyncKeyspace async() {
    return async;
  }

  public Keyspace with(RequestOptions options) {
    return new Keyspace(async.with(options));
  }

  public Answer<Optional<Value>> get(byte[] key) {
    return Waiting.onRead(async.get(key));
  }

  /** Answers with the version of the row as written, and whether a later write holds. */
  public Answer<WriteResult.Put> put(byte[] key, byte[] value) {
    return Waiting.onWrite(async.put(key, value));
  }

  /**
   * Answers with the version of the row as written, and whether a later write holds.
   *
   * @param ttl how long the row lives; zero: for ever
   */
  public Answer<WriteResult.Put> put(byte[] key, byte[] value, Duration ttl) {
    return Waiting.onWrite(async.put(key, value, ttl));
  }

  /** Answers with whether there was a row, and whether a later write holds. */
  public Answer<WriteResult.Delete> delete(byte[] key) {
    return Waiting.onWrite(async.delete(key));
  }

  public Answer<CasOutcome> compareAndSet(byte[] key, Expected expected, byte[] value) {
    return Waiting.onWrite(async.compareAndSet(key, expected, value));
  }

  /**
   * Writes only when the row is as expected.
   *
   * @param ttl how long the row that was written lives; zero: for ever
   */
  public Answer<CasOutcome> compareAndSet(
      byte[] key, Expected expected, byte[] value, Duration ttl) {
    return Waiting.onWrite(async.compareAndSet(key, expected, value, ttl));
  }

  public Answer<CasOutcome> compareAndDelete(byte[] key, Expected expected) {
    return Waiting.onWrite(async.compareAndDelete(key, expected));
  }

  public Answer<WriteResult.Increment> increment(byte[] key, long delta) {
    return Waiting.onWrite(async.increment(key, delta));
  }

  /** In the order of the keys. */
  public Answer<List<Optional<Value>>> batchGet(List<byte[]> keys) {
    return Waiting.onRead(async.batchGet(keys));
  }

  public Answer<BatchOutcome> batchWrite(List<WriteOp> writes) {
    return Waiting.onWrite(async.batchWrite(writes));
  }

  public Answer<WriteResult> retry(UnknownWrite write) {
    return Waiting.onWrite(async.retry(write));
  }

  /** The rows in key order; pages are fetched as the iterator gets to them. */
  public Iterator<Row> scan(ScanRange range) {
    return new Rows(async.scan(range));
  }

  private static final class Rows implements Iterator<Row> {
    private final Scanner scanner;
    private Iterator<Row> page = List.<Row>of().iterator();
    private boolean last;

    Rows(Scanner scanner) {
      this.scanner = scanner;
    }

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && !last) {
        ScanPage next = Waiting.onRead(scanner.nextPage());
        page = next.rows().iterator();
        last = next.last();
      }
      return page.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.next();
    }
  }
}
