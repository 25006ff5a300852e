package io.capstan.client;

/** What one write did: alone, in a batch, or when it was retried by its id. */
public sealed interface WriteResult {
  /**
   * A value was written.
   *
   * @param version of the row as written
   * @param superseded EVENTUAL keyspaces: a later write was there already and holds, so that this
   *     value is not kept; false: no replica that answered knew of one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Put(byte[] version, boolean superseded) implements WriteResult {}

  /**
   * A row is gone.
   *
   * @param existed whether there was one
   * @param version of the deletion; empty: the node did not tell
   * @param superseded EVENTUAL keyspaces: a later write was there already and holds, so that
   *     nothing was deleted; false: no replica that answered knew of one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Delete(boolean existed, byte[] version, boolean superseded) implements WriteResult {}

  record CompareAndSet(CasOutcome outcome) implements WriteResult {}

  /**
   * A number was added to.
   *
   * @param value the number after the addition
   * @param version of the row as written
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Increment(long value, byte[] version) implements WriteResult {}

  record Batch(BatchOutcome outcome) implements WriteResult {}
}
