package io.capstan.jepsen.report;

import java.util.List;

/**
 * A table that is being written into a page.
 *
 * <p>Thread safety: for one thread.
 */
final class HtmlTable implements AutoCloseable {
  private final Markup html;

  /**
   * Begins a table, which can be pushed sideways where the screen is narrow.
   *
   * @param tag {@code table} with its classes
   * @param caption what it shows
   */
  HtmlTable(Markup html, String tag, String caption, List<String> headings) {
    this.html = html;
    html.open("div.scroll", "tabindex", "0", "role", "region", "aria-label", caption).open(tag);
    html.element("caption", caption).open("thead").open("tr");
    headings.forEach(heading -> html.element("th", heading, "scope", "col"));
    html.close().close().open("tbody");
  }

  /** A row of texts; the first is its head. */
  void row(String... cells) {
    row(() -> cell(cells));
  }

  /** A row of what is written meanwhile. */
  void row(Runnable cells) {
    html.open("tr");
    cells.run();
    html.close().line();
  }

  private void cell(String... cells) {
    for (int i = 0; i < cells.length; i++) {
      if (i == 0) {
        head(cells[i]);
      } else {
        html.element("td", cells[i]);
      }
    }
  }

  /** The head of a row. */
  void head(String text) {
    html.element("th", text, "scope", "row");
  }

  @Override
  public void close() {
    html.close().close().close().line();
  }
}
