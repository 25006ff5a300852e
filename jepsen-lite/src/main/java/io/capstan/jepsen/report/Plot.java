package io.capstan.jepsen.report;

import java.util.List;

/**
 * A drawing over the time of a run: its frame, its time axis, and the faults as shades behind it.
 *
 * <p>Thread safety: for one thread.
 */
final class Plot {
  static final int WIDTH = 900;
  static final int LEFT = 76;
  static final int RIGHT = WIDTH - 12;

  private static final int TICKS_MAX = 12;
  private static final int NAMES_MAX = 4;
  private static final double[] STEPS = {
    0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14_400
  };

  private final Markup html;
  private final RunClock clock;
  private final List<FaultSpan> faults;

  Plot(Markup html, RunClock clock, List<FaultSpan> faults) {
    this.html = html;
    this.clock = clock;
    this.faults = List.copyOf(faults);
  }

  Markup html() {
    return html;
  }

  RunClock clock() {
    return clock;
  }

  /** Begins a drawing. */
  static void begin(Markup html, int height, String label) {
    html.open("svg", "viewBox", "0 0 " + WIDTH + " " + height, "role", "img", "aria-label", label);
  }

  /** Where a time lies; what is outside of the run lies at its edge. */
  double x(double seconds) {
    double part = Math.min(1, Math.max(0, seconds / clock.seconds()));
    return LEFT + part * (RIGHT - LEFT);
  }

  double x(long nanos) {
    return x(clock.seconds(nanos));
  }

  /** The time that one unit of width stands for, in ns. */
  long unitNanos() {
    return Math.round(clock.seconds() * 1e9 / (RIGHT - LEFT));
  }

  /** Shades the faults: hatched until the bite, then plain. */
  void shades(double top, double bottom) {
    for (FaultSpan fault : faults) {
      html.open("g").element("title", fault.title());
      box("wait", fault.injected(), fault.waitedUntil(), top, bottom);
      if (fault.didBite()) {
        box("bite", fault.bit(), fault.until(), top, bottom);
      }
      html.close();
    }
  }

  /** Shades more darkly the part of the drawing that belongs to a node while it was hit. */
  void hit(String node, double top, double bottom) {
    for (FaultSpan fault : faults) {
      if (fault.didBite() && fault.hit().contains(node)) {
        box("hit", fault.bit(), fault.until(), top, bottom);
      }
    }
  }

  /** Names the faults above the drawing; of many only their numbers. */
  void faultNames(double baseline) {
    for (FaultSpan fault : faults) {
      boolean late = x(fault.injected()) > WIDTH * 0.75;
      double at = late ? x(fault.until()) : x(fault.injected());
      boolean few = faults.size() <= NAMES_MAX;
      String name = few ? fault.label() : fault.label().substring(0, fault.label().indexOf(' '));
      text("text.fault" + (late ? ".end" : ""), at, baseline, name);
    }
  }

  /** Draws the axis below the drawing, with lines up through it. */
  void timeAxis(double top, double bottom) {
    double step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0 && clock.seconds() / STEPS[i] <= TICKS_MAX; i--) {
      step = STEPS[i];
    }
    for (int i = 0; i * step <= clock.seconds(); i++) {
      line("grid", x(i * step), top, x(i * step), bottom);
      text("text.tick.mid", x(i * step), bottom + 15, Numbers.plain(i * step) + " s");
    }
    line("axis", LEFT, bottom, RIGHT, bottom);
  }

  /** A horizontal line of the grid, and its number. */
  void level(double y, String label) {
    line("grid", LEFT, y, RIGHT, y);
    text("text.tick.end", LEFT - 6, y + 4, label);
  }

  void line(String kind, double fromX, double fromY, double toX, double toY) {
    html.empty("line." + kind, "x1", at(fromX), "y1", at(fromY), "x2", at(toX), "y2", at(toY));
  }

  /** Text with its baseline at a height; a class {@code end} or {@code mid} says what is at x. */
  void text(String tag, double x, double y, String text) {
    html.element(tag, text, "x", at(x), "y", at(y));
  }

  void path(String kind, CharSequence data) {
    if (data.length() > 0) {
      html.empty("path." + kind, "d", data.toString());
    }
  }

  private void box(String kind, double from, double until, double top, double bottom) {
    double width = Math.max(1, x(until) - x(from));
    html.empty(
        "rect." + kind,
        "x",
        at(x(from)),
        "y",
        at(top),
        "width",
        at(width),
        "height",
        at(bottom - top));
  }

  /** A coordinate. */
  static String at(double coordinate) {
    return Numbers.plain(Math.round(coordinate * 10) / 10.0);
  }
}
