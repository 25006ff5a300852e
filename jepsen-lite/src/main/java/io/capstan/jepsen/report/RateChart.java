package io.capstan.jepsen.report;

/** How many operations of a lane ended each second, stacked by what became of them. */
final class RateChart {
  private static final int TOP = 8;
  private static final int BOTTOM = 138;

  private final Plot plot;
  private final LaneFacts lane;
  private final Slots slots;
  private final double most;

  RateChart(Plot plot, LaneFacts lane, Slots slots) {
    this.plot = plot;
    this.lane = lane;
    this.slots = slots;
    int all = slots.slots().stream().mapToInt(Slots.Slot::all).max().orElse(0);
    this.most = roundUp(Math.max(1, all) / slots.seconds());
  }

  /** What ended in a slot, in words. */
  static String title(Slots slots, int at) {
    Slots.Slot slot = slots.slots().get(at);
    String from = Numbers.plain(at * slots.seconds());
    String until = Numbers.plain((at + 1) * slots.seconds());
    return from
        + " to "
        + until
        + " s: "
        + slot.ok()
        + " ok, "
        + slot.fail()
        + " fail, "
        + slot.info()
        + " info";
  }

  void draw() {
    Plot.begin(plot.html(), BOTTOM + 22, "Rate over time of lane " + lane.name());
    plot.shades(TOP, BOTTOM);
    plot.timeAxis(TOP, BOTTOM);
    for (int i = 0; i <= 2; i++) {
      plot.level(y(most * i / 2), Numbers.plain(most * i / 2) + "/s");
    }
    for (int i = 0; i < slots.slots().size(); i++) {
      if (slots.slots().get(i).all() > 0) {
        bars(i);
      }
    }
    plot.html().close();
  }

  private void bars(int at) {
    Slots.Slot slot = slots.slots().get(at);
    plot.html().open("g").element("title", title(slots, at));
    bar("bar-ok", at, 0, slot.ok());
    bar("bar-fail", at, slot.ok(), slot.fail());
    bar("bar-info", at, slot.ok() + slot.fail(), slot.info());
    plot.html().close();
  }

  private void bar(String kind, int at, int below, int count) {
    if (count > 0) {
      double from = plot.x(at * slots.seconds());
      double width = plot.x((at + 1) * slots.seconds()) - from;
      double top = y((below + count) / slots.seconds());
      plot.html()
          .empty(
              "rect." + kind,
              "x",
              Plot.at(from + Math.min(1, width / 8)),
              "y",
              Plot.at(top),
              "width",
              Plot.at(Math.max(0.6, width - Math.min(2, width / 4))),
              "height",
              Plot.at(y(below / slots.seconds()) - top));
    }
  }

  private double y(double rate) {
    return BOTTOM - rate / most * (BOTTOM - TOP);
  }

  /** To 1, 2 or 5 times a power of ten. */
  private static double roundUp(double rate) {
    double power = Math.pow(10, Math.floor(Math.log10(rate)));
    for (double step : new double[] {1, 2, 5}) {
      if (rate <= step * power * 1.000001) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
