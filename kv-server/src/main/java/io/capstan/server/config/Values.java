package io.capstan.server.config;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The value of every setting on this node, and where it came from. Thread safety: immutable.
 *
 * <p>Construction checks each text against its type and each relation; the messages name the
 * source, since an operator has three places to look.
 */
public final class Values {
  /**
   * A text given by an operator.
   *
   * @param text the value as written
   * @param origin where it was written: a flag, a variable, or a file and key
   */
  public record Given(String text, String origin) {}

  private record Parsed(String text, Object value) {}

  private final Map<Setting<?>, Parsed> parsed = new LinkedHashMap<>();

  private Values(Map<String, Given> given) {
    Settings.all()
        .forEach(setting -> parsed.put(setting, parse(setting, given.get(setting.key()))));
  }

  /**
   * Checks and reads what was given; settings not given have their defaults.
   *
   * @param given by key; the keys are known
   * @throws ConfigException when a text or a relation is not allowed, or a required one is missing
   */
  static Values of(Map<String, Given> given) {
    Values values = new Values(given);
    Settings.relations()
        .flatMap(relation -> relation.violation(values).stream())
        .findFirst()
        .ifPresent(
            violation -> {
              throw new ConfigException(violation);
            });
    return values;
  }

  /** The value of a setting. */
  // Sound: a setting's parsed value was made by that same setting's type.
  @SuppressWarnings("unchecked")
  public <T> T get(Setting<T> setting) {
    return (T) found(setting).value();
  }

  /** The value as it was written. */
  String text(Setting<?> setting) {
    return found(setting).text();
  }

  private Parsed found(Setting<?> setting) {
    return requireNonNull(parsed.get(setting), () -> setting.key() + " is not in Settings");
  }

  private static Parsed parse(Setting<?> setting, @Nullable Given given) {
    Given chosen = given == null ? defaultOf(setting) : given;
    try {
      return new Parsed(chosen.text(), setting.type().parse(chosen.text()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s: %s. Change it there; it is: %s"
              .formatted(chosen.origin(), e.getMessage(), setting.doc()),
          e);
    }
  }

  private static Given defaultOf(Setting<?> setting) {
    String text = setting.defaultText();
    if (text == null) {
      throw new ConfigException(
          "%s is not set and has no default (%s). Set it with %s=…, with %s=…, or in %s."
              .formatted(
                  setting.key(),
                  setting.doc(),
                  setting.flag(),
                  setting.variable(),
                  Sources.DEFAULT_FILE));
    }
    return new Given(text, "the default of " + setting.key());
  }
}
