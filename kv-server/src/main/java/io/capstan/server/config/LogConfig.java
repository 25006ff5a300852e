package io.capstan.server.config;

import java.util.List;

/**
 * What the node writes to its log files.
 *
 * @param level the least severe events of Capstan's own that are written
 * @param format how an event is written to a file
 * @param fileBytesMax size at which a file is closed and the next begun
 * @param filesKept closed files kept; older ones are deleted
 */
public record LogConfig(Level level, Format format, long fileBytesMax, int filesKept) {
  /** Severities, most severe first. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** How an event is written to a file. */
  public enum Format {
    /** One JSON object a line. */
    JSON,
    /** One line for people, stack traces below it. */
    TEXT
  }

  static final Setting<Level> LEVEL =
      Setting.of(
          "log-level",
          ValueTypes.oneOf(Level.class),
          "info",
          "the least severe events that are written",
          "every change of state, nothing per request");

  static final Setting<Format> FORMAT =
      Setting.of(
          "log-format",
          ValueTypes.oneOf(Format.class),
          "json",
          "how an event is written to a file; the console always has text",
          "log collectors need no parsing rules");

  static final Setting<Long> FILE_BYTES_MAX =
      Setting.of(
          "log-file-bytes-max",
          ValueTypes.bytes("64KiB", "16GiB"),
          "64MiB",
          "size at which a log file is closed and the next begun",
          "still opens in an editor");

  static final Setting<Integer> FILES_KEPT =
      Setting.of(
          "log-files-kept",
          ValueTypes.integer(1, 20),
          "5",
          "closed log files kept; older ones are deleted",
          "bounds the log files' share of the disk");

  static final Section SECTION =
      new Section("Log files", List.of(LEVEL, FORMAT, FILE_BYTES_MAX, FILES_KEPT), List.of());

  static LogConfig of(Values values) {
    return new LogConfig(
        values.get(LEVEL), values.get(FORMAT), values.get(FILE_BYTES_MAX), values.get(FILES_KEPT));
  }
}
