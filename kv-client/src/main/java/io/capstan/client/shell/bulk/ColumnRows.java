package io.capstan.client.shell.bulk;

/**
 * Rows of delimited lines.
 *
 * @param key number of the key's column; the first is 0
 * @param value number of the value's column, or {@link #LINE}
 */
record ColumnRows(int key, int value) implements RowMaker {
  /** The value is the whole line. */
  static final int LINE = -1;

  @Override
  public LoadedLine rowOf(TextRecord record) {
    if (!record.problem().isEmpty()) {
      return LoadedLine.rejected(record, record.problem());
    }
    int columns = record.fields().size();
    if (Math.max(key, value) >= columns) {
      return LoadedLine.rejected(
          record,
          "no column " + (key >= columns ? key : value) + ": there are 0 to " + (columns - 1));
    }
    byte[] whole = value == LINE ? record.text() : record.fields().get(value);
    return LoadedLine.of(record, record.fields().get(key), whole);
  }
}
