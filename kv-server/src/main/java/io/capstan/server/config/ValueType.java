package io.capstan.server.config;

import java.util.function.Function;

/**
 * What the text of a setting may be.
 *
 * @param name the type's name in messages and docs, such as {@code duration}
 * @param allowed the accepted texts, such as {@code 50ms to 1min}
 * @param parser turns a text into a value; throws IllegalArgumentException for any other text
 */
public record ValueType<T>(String name, String allowed, Function<String, T> parser) {
  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException when the text is not allowed; the message names the text, the
   *     type and what is allowed
   */
  public T parse(String text) {
    try {
      return parser.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"%s\" is not a %s; allowed: %s".formatted(text, name, allowed), e);
    }
  }
}
