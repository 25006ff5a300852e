package io.capstan.client.shell.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lines of cells, printed in aligned columns with two spaces between.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class Table {
  private final List<List<String>> lines = new ArrayList<>();
  private final int[] widths;

  public Table(String... headings) {
    widths = new int[headings.length];
    row((Object[]) headings);
  }

  /** Adds a line; there must be as many cells as headings. */
  public Table row(Object... cells) {
    if (cells.length != widths.length) {
      throw new IllegalArgumentException(cells.length + " cells for " + widths.length + " columns");
    }
    List<String> line = Arrays.stream(cells).map(String::valueOf).toList();
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], line.get(i).length());
    }
    lines.add(line);
    return this;
  }

  public void print(PrintStream out) {
    for (List<String> line : lines) {
      var text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
