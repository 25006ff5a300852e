package io.capstan.client;

/** What one write did: alone, in a batch, or when it was retried by its id. */
public sealed interface WriteResult {
  /**
   * A value was written.
   *
   * @param version of the row as written
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Put(byte[] version) implements WriteResult {}

  record Delete(boolean existed) implements WriteResult {}

  record CompareAndSet(CasOutcome outcome) implements WriteResult {}

  /**
   * A number was added to.
   *
   * @param value the number after the addition
   */
  record Increment(long value) implements WriteResult {}

  record Batch(BatchOutcome outcome) implements WriteResult {}
}
