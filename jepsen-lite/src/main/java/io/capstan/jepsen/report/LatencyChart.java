package io.capstan.jepsen.report;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** How long each operation of a lane took, on a logarithmic scale, by what became of it. */
final class LatencyChart {
  private static final int TOP = 8;
  private static final int BOTTOM = 188;

  /** A median of fewer says little. */
  private static final int MEDIAN_MIN = 5;

  private static final Duration LEAST = Duration.ofNanos(10_000);

  private final Plot plot;
  private final LaneFacts lane;
  private final int lowest;
  private final int highest;

  LatencyChart(Plot plot, LaneFacts lane) {
    this.plot = plot;
    this.lane = lane;
    double[] powers =
        lane.result().operations().stream()
            .mapToDouble(one -> power(Slots.latency(one)))
            .sorted()
            .toArray();
    this.lowest = powers.length == 0 ? -1 : (int) Math.floor(powers[0]);
    int top = powers.length == 0 ? 3 : (int) Math.ceil(powers[powers.length - 1]);
    this.highest = Math.max(lowest + 1, top);
  }

  void draw(Slots slots) {
    Plot.begin(plot.html(), BOTTOM + 22, "Latency over time of lane " + lane.name());
    plot.shades(TOP, BOTTOM);
    plot.timeAxis(TOP, BOTTOM);
    for (int power = lowest; power <= highest; power++) {
      plot.level(
          y(power), Numbers.duration(Duration.ofNanos(Math.round(1e6 * Math.pow(10, power)))));
    }
    List<Operation> all = lane.result().operations();
    plot.path("ok-dot", marks(all, ofType(Event.Type.OK), 1.5, "h0"));
    plot.path("info-end", marks(all, ofType(Event.Type.INFO), 2, "m0-3l3 3-3 3-3-3z"));
    plot.path("fail", marks(all, ofType(Event.Type.FAIL), 2, "m-2.5-2.5l5 5m0-5l-5 5"));
    String square = "m-4-4h8v8h-8z";
    plot.path("conflict-mark", marks(all, lane::inConflict, 0, square));
    plot.path("median", median(slots));
    plot.html().close();
  }

  private static Predicate<Operation> ofType(Event.Type type) {
    return operation -> operation.end().type() == type;
  }

  /** The power of ten of a latency in ms. */
  private static double power(Duration latency) {
    Duration drawn = latency.compareTo(LEAST) < 0 ? LEAST : latency;
    return Math.log10(Numbers.millis(drawn));
  }

  private double y(double power) {
    return BOTTOM - (power - lowest) / (highest - lowest) * (BOTTOM - TOP);
  }

  /**
   * Marks at the starts of operations.
   *
   * @param cell those that fall into one square of this side share a mark; 0: none do
   */
  private CharSequence marks(
      List<Operation> operations, Predicate<Operation> drawn, double cell, String shape) {
    StringBuilder data = new StringBuilder();
    Set<Long> taken = new HashSet<>();
    for (Operation operation : operations) {
      if (drawn.test(operation)) {
        double x = plot.x(operation.invoke().nanos());
        double y = y(power(Slots.latency(operation)));
        if (cell == 0 || taken.add(Math.round(x / cell) * 10_000 + Math.round(y / cell))) {
          data.append('M').append(Plot.at(x)).append(' ').append(Plot.at(y)).append(shape);
        }
      }
    }
    return data;
  }

  private CharSequence median(Slots slots) {
    StringBuilder data = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < slots.slots().size(); i++) {
      Slots.Slot slot = slots.slots().get(i);
      boolean enough = slot.ok() >= MEDIAN_MIN;
      if (enough) {
        data.append(drawing ? 'L' : 'M');
        data.append(Plot.at(plot.x((i + 0.5) * slots.seconds()))).append(' ');
        data.append(Plot.at(y(power(slot.median()))));
      }
      drawing = enough;
    }
    return data;
  }
}
