package io.capstan.client.shell.bulk;

import io.capstan.client.shell.CommandFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a file become rows.
 *
 * @param header whether the first record names the columns
 * @param key column of the key: its number, or its name
 * @param value column of the value, or {@value #LINE}
 */
record LoadPlan(Format format, Dialect dialect, boolean header, String key, String value) {
  /** In place of a column: the whole line. */
  static final String LINE = "line";

  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

  LoadPlan {
    if (format == Format.LINES) {
      throw CommandFailed.usage("lines without keys cannot be loaded", "load csv, tsv or jsonl");
    }
    if (header && !format.isDelimited()) {
      throw CommandFailed.usage("jsonl has no header", "name the members with --key and --value");
    }
    if (format.isDelimited() && !header) {
      requireNumber(key);
      if (!value.equals(LINE)) {
        requireNumber(value);
      }
    }
  }

  private static void requireNumber(String column) {
    if (!NUMBER.matcher(column).matches()) {
      throw CommandFailed.usage(
          "'" + column + "' is not the number of a column, the first of which is 0",
          "columns have names only with --header");
    }
  }

  /**
   * What makes rows of the records behind the header.
   *
   * @param header the header; null when there is none
   */
  RowMaker rows(@Nullable TextRecord header) {
    boolean wholeLine = value.equals(LINE);
    if (!format.isDelimited()) {
      return new JsonRows(key, wholeLine ? null : value);
    }
    List<String> names = names(header);
    return new ColumnRows(column(key, names), wholeLine ? ColumnRows.LINE : column(value, names));
  }

  private static List<String> names(@Nullable TextRecord header) {
    List<String> names = new ArrayList<>();
    if (header != null) {
      header.fields().forEach(name -> names.add(new String(name, StandardCharsets.UTF_8)));
    }
    return names;
  }

  private static int column(String column, List<String> names) {
    int named = names.indexOf(column);
    if (named >= 0) {
      return named;
    }
    if (!NUMBER.matcher(column).matches()) {
      throw CommandFailed.usage(
          "the header has no column '" + column + "'; it has " + names,
          "give one of these, or a number, the first is 0");
    }
    return Integer.parseInt(column);
  }

  /** All of it in one line, for comparison. */
  String text() {
    return "--format "
        + format
        + (format.isDelimited() ? dialectText() : "")
        + " --key "
        + key
        + " --value "
        + value;
  }

  private String dialectText() {
    return " --delimiter "
        + (dialect.delimiter() == '\t' ? "\\t" : Character.toString(dialect.delimiter()))
        + " --quote "
        + (dialect.hasQuote() ? Character.toString(dialect.quote()) : "none")
        + (header ? " --header" : "");
  }
}
