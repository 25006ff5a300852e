package io.capstan.client.shell.bulk;

/**
 * How lines are cut into fields.
 *
 * @param delimiter the byte between two fields, or {@link #NONE}: a line is one field
 * @param quote the byte around a field that holds delimiters, quotes (doubled) or line ends, or
 *     {@link #NONE}: every delimiter and every line end counts
 */
record Dialect(int delimiter, int quote) {
  static final int NONE = -2;

  /** Every line is one field. */
  static final Dialect LINES = new Dialect(NONE, NONE);

  Dialect {
    if (delimiter == quote && delimiter != NONE) {
      throw new IllegalArgumentException("the delimiter and the quote are the same character");
    }
  }

  boolean hasQuote() {
    return quote != NONE;
  }
}
