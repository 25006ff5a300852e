package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.workload.Guarantee;
import io.capstan.jepsen.workload.Lane;
import java.util.List;
import java.util.TreeMap;

/** One lane: its verdicts with their reasons, what is in conflict, and its operations over time. */
final class LaneSection {
  private final Markup html;
  private final Plot plot;
  private final LaneFacts lane;
  private final List<String> nodes;
  private final Slots slots;

  LaneSection(Plot plot, LaneFacts lane, List<String> nodes) {
    this.html = plot.html();
    this.plot = plot;
    this.lane = lane;
    this.nodes = nodes;
    this.slots = Slots.of(lane.result().operations(), plot.clock());
  }

  void write() {
    html.open("section.lane", "id", lane.anchor()).open("details", "open", "open");
    html.open("summary").open("h2").text("Lane " + lane.name() + " ");
    Marks.badge(html, lane.result().verdict().kind());
    html.close().close();
    html.element("p.sub", subject(lane.result().lane()));
    guarantees();
    new ConflictSection(html, plot.clock(), lane).write();
    if (lane.result().operations().isEmpty()) {
      html.element("p.note", "Nothing was asked on this lane.");
    } else {
      overTime();
    }
    lane.result().judgement().staleness().ifPresent(this::fresh);
    html.close().close().line();
  }

  private static String subject(Lane lane) {
    return PlainText.brief(lane.mode())
        + ", reads "
        + PlainText.brief(lane.reads())
        + lane.stalenessMax().map(max -> ", at most " + Numbers.duration(max) + " old").orElse("");
  }

  private void guarantees() {
    var verdicts = new TreeMap<>(lane.result().judgement().verdicts());
    if (verdicts.isEmpty()) {
      html.element("p.note", "No guarantee was judged on this lane.");
      return;
    }
    List<String> headings = List.of("guarantee", "verdict", "weight", "because");
    try (HtmlTable table =
        new HtmlTable(html, "table.reasons", "Each guarantee and why", headings)) {
      verdicts.forEach(
          (guarantee, verdict) -> table.row(() -> guarantee(table, guarantee, verdict)));
    }
  }

  private void guarantee(HtmlTable table, Guarantee guarantee, Verdict verdict) {
    boolean promised = lane.promises(guarantee);
    table.head(guarantee.label());
    html.open(promised ? "td.promised" : "td.observed");
    Marks.badge(html, verdict.kind());
    html.close().element("td", promised ? "promised" : "observed, not promised");
    html.element("td.text", verdict.reason());
  }

  private void overTime() {
    legend();
    TimelineChart timeline = new TimelineChart(plot, lane, nodes);
    figure(() -> timeline.draw(slots), timelineCaption(timeline));
    figure(
        () -> new LatencyChart(plot, lane).draw(slots),
        "Latency of each operation at its start, logarithmic; an unknown one until its client gave"
            + " up. Line: the median where there are five or more. Marks of one outcome within 2 units"
            + " of a 900 units wide drawing share one; those in conflict never do.");
    figure(
        () -> new RateChart(plot, lane, slots).draw(),
        "Operations that ended each second, counted in pieces of "
            + Numbers.plain(slots.seconds())
            + " s.");
  }

  private String timelineCaption(TimelineChart timeline) {
    return "Operations by the node beside which their client stood, in as many rows as were under"
        + " way at once (at most ten); nodes on the minority side, or hit by a fault, are shaded"
        + " darker. Operations of one outcome closer than "
        + Numbers.nanos(timeline.markNanos())
        + " share a mark; each of the "
        + Numbers.count(lane.conflicting().size())
        + " in conflict has its own.";
  }

  private void legend() {
    html.open("p.legend", "aria-hidden", "true");
    sample("bar-ok", "ok (bar, dot)");
    sample("bar-fail", "fail: did not happen (cross)");
    sample("bar-info", "info: may have happened (diamond)");
    sample("conflict", "in conflict (framed)");
    sample("wait", "fault injected (hatched)");
    sample("bite", "fault bites (shaded)");
    html.close().line();
  }

  private void sample(String kind, String text) {
    html.open("span").open("svg", "viewBox", "0 0 16 12");
    html.empty("rect." + kind, "x", "1", "y", "1", "width", "14", "height", "10");
    html.close().text(" " + text).close();
  }

  private void figure(Runnable drawing, String caption) {
    html.open("figure").open("div.scroll", "tabindex", "0");
    drawing.run();
    html.close().element("figcaption", caption).close().line();
  }

  private void fresh(Staleness staleness) {
    FreshCurve curve = FreshCurve.of(staleness);
    if (curve.reads() > 0) {
      figure(
          () -> new FreshChart(plot, curve).draw(lane.name()),
          "P(fresh | t since ack): the part of the reads that missed nothing newer, by the time"
              + " from the last acknowledged write of their key to their start; n: how many. "
              + Numbers.count(staleness.reads().size() - curve.reads())
              + " reads of keys without an acknowledged write are not in it.");
    }
  }
}
