package io.capstan.client.shell.bulk;

/**
 * Where a line of a file begins.
 *
 * @param offset in bytes from the beginning of the file
 * @param line its number; the first is 1
 */
record Position(long offset, long line) {
  static final Position START = new Position(0, 1);
}
