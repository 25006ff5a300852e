package io.capstan.server.config;

import io.capstan.server.config.Values.Given;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The three places where an operator sets things, merged: a flag wins over the environment, which
 * wins over the file. A key that no setting has is refused wherever it stands. Thread safety:
 * stateless.
 */
final class Sources {
  /** Read from the working directory when no other file is named; it need not exist. */
  static final String DEFAULT_FILE = "capstan.properties";

  /** The key that names the file; not a setting, since the file cannot set it. */
  static final String FILE_KEY = "config";

  private Sources() {}

  /**
   * Merges what was given.
   *
   * @param flags by key, from {@link Flags}
   * @param environment all variables of the process
   * @param workingDirectory where a relative file name starts
   * @throws ConfigException for an unknown key, or a named file that cannot be read
   */
  static Map<String, Given> merge(
      Map<String, Given> flags, Map<String, String> environment, Path workingDirectory) {
    Map<String, Given> aboveFile = variables(environment);
    aboveFile.putAll(flags);
    Given named = aboveFile.remove(FILE_KEY);
    Map<String, Given> merged = file(named, workingDirectory);
    merged.putAll(aboveFile);
    return merged;
  }

  private static Map<String, Given> variables(Map<String, String> environment) {
    Map<String, Given> given = new HashMap<>();
    environment.forEach(
        (variable, text) ->
            Setting.keyOfVariable(variable)
                .ifPresent(key -> put(given, key, new Given(text, variable))));
    return given;
  }

  private static Map<String, Given> file(@Nullable Given named, Path workingDirectory) {
    Path file = workingDirectory.resolve(named == null ? DEFAULT_FILE : named.text());
    Map<String, Given> given = new HashMap<>();
    if (named == null && !Files.exists(file)) {
      return given;
    }
    Properties properties = read(file);
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      refuseFileKey(key, file);
      put(given, key, new Given(properties.getProperty(key), key + " in " + file));
    }
    return given;
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return properties;
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new ConfigException(
          "The configuration file %s cannot be read (%s). Give a readable file with --%s=…"
              .formatted(file, e, FILE_KEY),
          e);
    }
  }

  private static void refuseFileKey(String key, Path file) {
    if (key.equals(FILE_KEY)) {
      throw new ConfigException(
          "%s in %s: a file cannot name another file. Give it with --%s=…"
              .formatted(key, file, FILE_KEY));
    }
  }

  private static void put(Map<String, Given> given, String key, Given value) {
    refuseUnknown(key, value.origin());
    given.put(key, value);
  }

  /** Refuses a key that no setting has. */
  static void refuseUnknown(String key, String origin) {
    if (key.equals(FILE_KEY) || Settings.byKey().containsKey(key)) {
      return;
    }
    String advice =
        Nearest.to(key, Settings.byKey().keySet())
            .map(near -> "did you mean " + near + "?")
            .orElse("--help lists what there is.");
    throw new ConfigException("%s: there is no setting %s; %s".formatted(origin, key, advice));
  }
}
