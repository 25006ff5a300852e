package io.capstan.server.config;

import java.util.List;

/** What {@code --help} prints: every setting, from the registry. Thread safety: stateless. */
public final class Help {
  private static final String INTRODUCTION =
      """
      capstan-server: one node of a Capstan cluster.

      Each setting is a flag (--port=7400), an environment variable (CAPSTAN_PORT=7400) or a line
      in capstan.properties (port=7400); the first wins. --config=FILE names another file.

      A cluster of one, for trying things out:
        capstan-server --cluster-id=demo --node-id=n1 --initial-nodes=n1=127.0.0.1:7400
      """;

  private Help() {}

  /** Whether a command line asks for help. */
  public static boolean isWanted(List<String> arguments) {
    return arguments.contains("--help") || arguments.contains("-h");
  }

  /** The text, with a line feed at the end of each line. */
  public static String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (Section section : Settings.SECTIONS) {
      text.append('\n').append(section.title()).append(":\n");
      section.settings().forEach(setting -> append(text, setting));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Setting<?> setting) {
    text.append("  %s  (%s)\n".formatted(usage(setting), setting.type().allowed()));
    text.append("      ").append(setting.doc()).append('\n');
  }

  private static String usage(Setting<?> setting) {
    String text = setting.defaultText();
    return setting.flag() + (text == null ? "=… (required)" : "=" + text);
  }
}
