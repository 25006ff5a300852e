package io.capstan.server.config;

import java.util.Optional;

/**
 * What must hold between two settings for the server to start: the first is less than the second.
 *
 * @param reason what goes wrong otherwise
 */
public record Relation<T extends Comparable<T>>(
    Setting<T> smaller, Setting<T> larger, String reason) {

  /** Says what is wrong with the values, for the operator; empty when the relation holds. */
  Optional<String> violation(Values values) {
    if (values.get(smaller).compareTo(values.get(larger)) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s (%s) must be less than %s (%s): %s. Lower the first or raise the second."
            .formatted(
                smaller.key(), values.text(smaller), larger.key(), values.text(larger), reason));
  }
}
