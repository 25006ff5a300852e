package io.capstan.client.shell.bulk;

import io.capstan.limits.Limits;
import org.jspecify.annotations.Nullable;

/** What a record of a file comes to. */
sealed interface LoadedLine {
  /** Number of the record's first line. */
  long line();

  /** Where the record behind it begins. */
  Position next();

  /** A row to write, within the limits. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record RowToPut(long line, Position next, byte[] key, byte[] value) implements LoadedLine {
    int bytes() {
      return key.length + value.length;
    }
  }

  /** No row, and why. */
  record Rejected(long line, Position next, String reason) implements LoadedLine {}

  /** A row, unless a limit is broken. */
  static LoadedLine of(TextRecord record, byte[] key, byte[] value) {
    String reason = broken(key, value);
    return reason == null
        ? new RowToPut(record.line(), record.next(), key, value)
        : rejected(record, reason);
  }

  static Rejected rejected(TextRecord record, String reason) {
    return new Rejected(record.line(), record.next(), reason);
  }

  private static @Nullable String broken(byte[] key, byte[] value) {
    if (key.length == 0) {
      return "the key is empty";
    }
    if (key.length > Limits.KEY_BYTES_MAX) {
      return "the key has " + key.length + " bytes, more than " + Limits.KEY_BYTES_MAX;
    }
    return value.length > Limits.VALUE_BYTES_MAX
        ? "the value has " + value.length + " bytes, more than " + Limits.VALUE_BYTES_MAX
        : null;
  }
}
