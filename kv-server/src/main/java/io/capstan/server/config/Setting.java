package io.capstan.server.config;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing an operator may set.
 *
 * @param key lower-case words joined by dashes, unique in {@link Settings}
 * @param type what its text may be
 * @param defaultText the value when no source gives one, written as an operator would; null when
 *     the operator must give one
 * @param doc one line: what it is
 * @param reason why the default is what it is
 */
public record Setting<T>(
    String key, ValueType<T> type, @Nullable String defaultText, String doc, String reason) {
  private static final String ENVIRONMENT_PREFIX = "CAPSTAN_";

  /** A setting that every node must be given. */
  static <T> Setting<T> required(String key, ValueType<T> type, String doc, String reason) {
    return new Setting<>(key, type, null, doc, reason);
  }

  /** A setting that most nodes leave alone. */
  static <T> Setting<T> of(
      String key, ValueType<T> type, String defaultText, String doc, String reason) {
    return new Setting<>(key, type, defaultText, doc, reason);
  }

  /** How it is written on the command line. */
  public String flag() {
    return "--" + key;
  }

  /** How it is written in the environment. */
  public String variable() {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * Says which key an environment variable sets.
   *
   * @return the key, known or not; empty when the variable is none of ours
   */
  static Optional<String> keyOfVariable(String variable) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX)) {
      return Optional.empty();
    }
    String name = variable.substring(ENVIRONMENT_PREFIX.length());
    return Optional.of(name.toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
