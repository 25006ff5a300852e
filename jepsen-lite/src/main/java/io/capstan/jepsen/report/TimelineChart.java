package io.capstan.jepsen.report;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.util.List;

/** When each operation of a lane was under way, beside which node, and what became of it. */
final class TimelineChart {
  /** Of so many operations in conflict each has a title of its own. */
  private static final int TITLES_MAX = 200;

  private static final int TOP = 22;
  private static final int ROW = 8;
  private static final int GAP = 8;

  private final Plot plot;
  private final LaneFacts lane;
  private final List<Rows> nodes;
  private int titled;

  TimelineChart(Plot plot, LaneFacts lane, List<String> nodes) {
    this.plot = plot;
    this.lane = lane;
    this.nodes = Rows.of(nodes, lane.result().operations());
  }

  void draw(Slots slots) {
    int rows = nodes.stream().mapToInt(node -> node.rows().size()).sum();
    int bottom = TOP + rows * ROW + nodes.size() * GAP;
    Plot.begin(plot.html(), bottom + 22, "Timeline of lane " + lane.name());
    plot.shades(TOP, bottom);
    plot.faultNames(TOP - 7);
    double top = TOP;
    for (Rows node : nodes) {
      double next = top + node.rows().size() * ROW + GAP;
      background(node, top, next);
      top = next;
    }
    plot.timeAxis(TOP, bottom);
    slotTitles(slots, bottom);
    top = TOP;
    for (Rows node : nodes) {
      operations(node, top + GAP / 2.0);
      top += node.rows().size() * ROW + GAP;
    }
    plot.html().close();
  }

  /** The time of one mark, in ns: operations of one outcome that are closer than that share one. */
  long markNanos() {
    return plot.unitNanos();
  }

  private void background(Rows node, double top, double bottom) {
    plot.hit(node.node(), top, bottom);
    plot.line("grid", Plot.LEFT, bottom, Plot.RIGHT, bottom);
    String name = node.node().isEmpty() ? "any node" : PlainText.brief(node.node());
    plot.text("text.tick.end", Plot.LEFT - 6, (top + bottom) / 2 + 4, name);
  }

  private void slotTitles(Slots slots, double bottom) {
    for (int i = 0; i < slots.slots().size(); i++) {
      double from = plot.x(i * slots.seconds());
      double until = plot.x((i + 1) * slots.seconds());
      plot.html()
          .open(
              "rect.slot",
              "x",
              Plot.at(from),
              "y",
              String.valueOf(TOP),
              "width",
              Plot.at(until - from),
              "height",
              Plot.at(bottom - TOP))
          .element("title", RateChart.title(slots, i))
          .close();
    }
  }

  private void operations(Rows node, double top) {
    double y = top + ROW / 2.0;
    for (List<Operation> row : node.rows()) {
      plot.path("ok", bars(row, Event.Type.OK, y));
      plot.path("info", bars(row, Event.Type.INFO, y));
      plot.path("info-end", ends(row, y));
      plot.path("fail", crosses(row, y));
      conflicts(row, y);
      y += ROW;
    }
  }

  private CharSequence bars(List<Operation> row, Event.Type type, double y) {
    StringBuilder data = new StringBuilder();
    double drawnUntil = -1;
    for (Operation operation : row) {
      double from = plot.x(operation.invoke().nanos());
      double until = Math.max(from + 1, plot.x(operation.end().nanos()));
      if (operation.end().type() == type && until > drawnUntil) {
        boolean apart = from > drawnUntil;
        data.append(apart ? "M" + Plot.at(from) + " " + Plot.at(y) : "");
        data.append('H').append(Plot.at(until));
        drawnUntil = until;
      }
    }
    return data;
  }

  private CharSequence ends(List<Operation> row, double y) {
    StringBuilder data = new StringBuilder();
    double last = -1;
    for (Operation operation : row) {
      double x = plot.x(operation.end().nanos());
      if (operation.unknown() && x >= last + 1) {
        data.append('M').append(Plot.at(x)).append(' ').append(Plot.at(y - 3));
        data.append("l3 3-3 3-3-3z");
        last = x;
      }
    }
    return data;
  }

  private CharSequence crosses(List<Operation> row, double y) {
    StringBuilder data = new StringBuilder();
    double last = -1;
    for (Operation operation : row) {
      double x = plot.x(operation.end().nanos());
      if (operation.end().type() == Event.Type.FAIL && x >= last + 1) {
        data.append('M').append(Plot.at(x - 2.5)).append(' ').append(Plot.at(y - 2.5));
        data.append("l5 5m0-5l-5 5");
        last = x;
      }
    }
    return data;
  }

  private void conflicts(List<Operation> row, double y) {
    for (Operation operation : row) {
      if (lane.inConflict(operation)) {
        double from = plot.x(operation.invoke().nanos());
        double width = Math.max(4, plot.x(operation.end().nanos()) - from);
        String[] place = {
          "x", Plot.at(from), "y", Plot.at(y - 4), "width", Plot.at(width), "height", "8"
        };
        if (titled++ < TITLES_MAX) {
          plot.html().open("rect.conflict", place);
          plot.html().element("title", Marks.line(operation, plot.clock())).close();
        } else {
          plot.html().empty("rect.conflict", place);
        }
      }
    }
  }
}
