package io.capstan.jepsen.history;

/**
 * A place in a text.
 *
 * @param line from 1
 * @param column of the character in its line, from 1
 */
public record Position(long line, long column) {
  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
