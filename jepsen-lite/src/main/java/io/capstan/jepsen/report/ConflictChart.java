package io.capstan.jepsen.report;

import io.capstan.jepsen.history.Operation;
import java.util.List;

/** The operations of one conflict, from request to answer, close up. */
final class ConflictChart {
  private static final int LABELS = 290;
  private static final int ROW = 26;
  private static final int TOP = 6;

  private final Markup html;
  private final RunClock clock;
  private final List<Operation> operations;
  private final double from;
  private final double until;

  /** Of at least one operation, in the order of their starts. */
  ConflictChart(Markup html, RunClock clock, List<Operation> conflict) {
    this.html = html;
    this.clock = clock;
    this.operations = List.copyOf(conflict);
    this.from = clock.seconds(operations.get(0).invoke().nanos());
    double end =
        operations.stream().mapToDouble(one -> clock.seconds(one.end().nanos())).max().orElse(from);
    this.until = Math.max(end, from + 1e-6);
  }

  void draw() {
    int bottom = TOP + ROW * operations.size();
    Plot.begin(html, bottom + 20, "The operations in conflict");
    for (int i = 0; i < operations.size(); i++) {
      row(operations.get(i), TOP + i * ROW);
    }
    html.empty(
        "line.axis",
        "x1",
        "" + LABELS,
        "y1",
        "" + bottom,
        "x2",
        "" + Plot.RIGHT,
        "y2",
        "" + bottom);
    text("text.tick", LABELS, bottom + 15, Numbers.seconds(from));
    text("text.tick.end", Plot.RIGHT, bottom + 15, Numbers.seconds(until));
    html.close();
  }

  private void row(Operation operation, double top) {
    String asked = shortened(Marks.asked(operation));
    String who = "process " + operation.invoke().process();
    text("text.label", 10, top + 17, who + ": " + asked);
    double start = x(operation.invoke().nanos());
    double end = operation.unknown() ? Plot.RIGHT : x(operation.end().nanos());
    html.open(
        "rect.bar-" + Marks.word(operation.end().type()),
        "x",
        Plot.at(start),
        "y",
        Plot.at(top + 5),
        "width",
        Plot.at(Math.max(4, end - start)),
        "height",
        "16",
        "rx",
        "3");
    html.element("title", Marks.line(operation, clock)).close();
  }

  private static String shortened(String text) {
    return text.length() <= 36 ? text : text.substring(0, 35) + "…";
  }

  private void text(String tag, double x, double y, String text) {
    html.element(tag, text, "x", Plot.at(x), "y", Plot.at(y));
  }

  private double x(long nanos) {
    double part = (clock.seconds(nanos) - from) / (until - from);
    return LABELS + Math.min(1, Math.max(0, part)) * (Plot.RIGHT - LABELS);
  }
}
