package io.capstan.server.config;

import io.capstan.server.config.Values.Given;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line: {@code --key=value}, {@code --key value}, or {@code --key} alone, which sets a
 * boolean to true. Thread safety: stateless.
 */
final class Flags {
  private static final String DASHES = "--";

  private Flags() {}

  /**
   * Reads a command line.
   *
   * @return what it gives, by key
   * @throws ConfigException for anything but known flags, and for a flag given twice
   */
  static Map<String, Given> parse(List<String> arguments) {
    Map<String, Given> given = new HashMap<>();
    int at = 0;
    while (at < arguments.size()) {
      at += read(arguments, at, given);
    }
    return given;
  }

  /** Reads the flag at a place; returns how many arguments it took. */
  private static int read(List<String> arguments, int at, Map<String, Given> given) {
    String argument = arguments.get(at);
    int equals = argument.indexOf('=');
    String flag = equals < 0 ? argument : argument.substring(0, equals);
    String key = keyOf(flag);
    if (equals >= 0) {
      put(given, key, argument.substring(equals + 1));
      return 1;
    }
    boolean valueFollows = at + 1 < arguments.size() && !arguments.get(at + 1).startsWith(DASHES);
    if (valueFollows) {
      put(given, key, arguments.get(at + 1));
      return 2;
    }
    put(given, key, "true");
    return 1;
  }

  private static String keyOf(String flag) {
    if (!flag.startsWith(DASHES)) {
      throw new ConfigException(
          "\"%s\" is not a flag. Write --key=value; --help lists the keys.".formatted(flag));
    }
    String key = flag.substring(DASHES.length());
    Sources.refuseUnknown(key, flag);
    return key;
  }

  private static void put(Map<String, Given> given, String key, String text) {
    if (given.put(key, new Given(text, DASHES + key)) != null) {
      throw new ConfigException("--%s is given twice. Keep one of them.".formatted(key));
    }
  }
}
