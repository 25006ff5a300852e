package io.capstan.jepsen.report;

import java.time.Duration;

/**
 * Which part of the reads was fresh, by the time since the last acknowledged write of their key.
 */
final class FreshChart {
  private static final int TOP = 14;
  private static final int BOTTOM = 160;

  private final Markup html;
  private final Plot plot;
  private final FreshCurve curve;

  FreshChart(Plot plot, FreshCurve curve) {
    this.html = plot.html();
    this.plot = plot;
    this.curve = curve;
  }

  void draw(String lane) {
    Plot.begin(html, BOTTOM + 46, "Part of fresh reads by time since acknowledgement, " + lane);
    for (int percent = 0; percent <= 100; percent += 25) {
      plot.level(y(percent, 100), percent + " %");
    }
    plot.line("axis", Plot.LEFT, BOTTOM, Plot.RIGHT, BOTTOM);
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < curve.steps().size(); i++) {
      FreshCurve.Step step = curve.steps().get(i);
      if (step.reads() > 0) {
        data.append(data.isEmpty() ? 'M' : 'L').append(Plot.at(x(i))).append(' ');
        data.append(Plot.at(y(step.fresh(), step.reads())));
      }
      double edge = x(i - 0.5);
      plot.line("axis", edge, BOTTOM, edge, BOTTOM + 4);
      plot.text("text.tick.mid", edge, BOTTOM + 18, unit(step.from()));
      plot.text("text.tick.mid.faint", x(i), BOTTOM + 34, "n=" + Numbers.count(step.reads()));
    }
    plot.path("median", data);
    for (int i = 0; i < curve.steps().size(); i++) {
      dot(i);
    }
    html.close();
  }

  private void dot(int at) {
    FreshCurve.Step step = curve.steps().get(at);
    if (step.reads() > 0) {
      double y = y(step.fresh(), step.reads());
      html.open("circle.dot", "cx", Plot.at(x(at)), "cy", Plot.at(y), "r", "4");
      html.element("title", title(step)).close();
    }
  }

  static String title(FreshCurve.Step step) {
    String counts = step.fresh() + " of " + step.reads() + " reads fresh (";
    String part = Numbers.percent(step.fresh(), step.reads());
    return label(step) + " since the acknowledgement: " + counts + part + ")";
  }

  /** The time of a step. */
  static String label(FreshCurve.Step step) {
    if (step.last()) {
      return "≥ " + unit(step.from());
    }
    boolean oneUnit = step.until().toMillis() < 1000;
    String from = oneUnit ? String.valueOf(step.from().toMillis()) : unit(step.from());
    return from + "–" + unit(step.until());
  }

  private static String unit(Duration time) {
    return time.toMillis() < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
  }

  private double x(double at) {
    return Plot.LEFT + (at + 0.5) * (Plot.RIGHT - Plot.LEFT) / curve.steps().size();
  }

  private static double y(int part, int all) {
    return BOTTOM - (double) part / all * (BOTTOM - TOP);
  }
}
