package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.workload.Guarantee;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The CAP report card: for each lane what was consistent, and what was available. */
final class CardSection {
  private final Markup html;
  private final List<LaneFacts> lanes;

  CardSection(Markup html, List<LaneFacts> lanes) {
    this.html = html;
    this.lanes = lanes;
  }

  void write() {
    html.open("section", "id", "card").element("h2", "CAP report card");
    consistency();
    availability();
    html.close().line();
  }

  private void consistency() {
    Set<Guarantee> shown = EnumSet.noneOf(Guarantee.class);
    for (LaneFacts lane : lanes) {
      shown.addAll(lane.result().judgement().verdicts().keySet());
    }
    List<String> headings = new ArrayList<>(List.of("lane"));
    shown.forEach(guarantee -> headings.add(guarantee.label()));
    String caption = "Consistency: what clients were told, against each guarantee";
    try (HtmlTable table = new HtmlTable(html, "table.card", caption, headings)) {
      lanes.forEach(lane -> table.row(() -> guarantees(lane, shown)));
    }
    html.element(
        "p.note",
        "“Promised” counts for the verdict. “Observed” is what this run showed without it being"
            + " promised: no failure when it is INVALID, and no promise when it is VALID."
            + absent(shown));
  }

  private String absent(Set<Guarantee> shown) {
    Set<Guarantee> promised = EnumSet.noneOf(Guarantee.class);
    lanes.forEach(lane -> promised.addAll(lane.result().lane().promised()));
    promised.removeAll(shown);
    Set<Guarantee> neither = EnumSet.allOf(Guarantee.class);
    neither.removeAll(shown);
    neither.removeAll(promised);
    return labels(" Promised on some lane, but not judged in this run: ", promised)
        + labels(" Neither promised nor judged: ", neither);
  }

  private static String labels(String what, Set<Guarantee> guarantees) {
    return guarantees.isEmpty()
        ? ""
        : guarantees.stream().map(Guarantee::label).collect(Collectors.joining(", ", what, "."));
  }

  private void guarantees(LaneFacts lane, Set<Guarantee> shown) {
    lane(lane);
    for (Guarantee guarantee : shown) {
      Verdict verdict = lane.result().judgement().verdicts().get(guarantee);
      String weight = lane.promises(guarantee) ? "promised" : "observed";
      if (verdict == null) {
        html.open("td.none").element("span.badge", "not judged");
        html.element("small", lane.promises(guarantee) ? "promised" : "not promised").close();
      } else {
        html.open("td." + weight, "title", verdict.reason());
        Marks.badge(html, verdict.kind());
        html.element("small", weight).close();
      }
    }
  }

  private void lane(LaneFacts lane) {
    html.open("th", "scope", "row").element("a", lane.name(), "href", "#" + lane.anchor());
    html.element("small", PlainText.brief(lane.result().lane().mode()));
    html.element("small", "reads " + PlainText.brief(lane.result().lane().reads())).close();
  }

  private void availability() {
    List<Period> periods = Period.of(lanes);
    boolean stale =
        lanes.stream().anyMatch(lane -> lane.result().judgement().staleness().isPresent());
    List<String> headings = new ArrayList<>(List.of("lane"));
    for (Period period : periods) {
      headings.addAll(List.of(period.label() + ": served", "p50", "p99"));
    }
    if (stale) {
      headings.addAll(List.of("reads", "fresh", "stale p50", "stale p99", "stale max", "versions"));
    }
    String caption = "Availability, latency and staleness";
    try (HtmlTable table = new HtmlTable(html, "table.numbers", caption, headings)) {
      lanes.forEach(lane -> table.row(() -> numbers(lane, periods, stale)));
    }
    html.element(
        "p.note",
        "Served: the part of the requests that were acknowledged, with how many of how many below."
            + " p50 and p99 are latencies of those."
            + (stale
                ? " Stale: by how long, at least, a read was out of date; versions: no read saw less"
                    + " than one of so many newest ones."
                : ""));
  }

  private void numbers(LaneFacts lane, List<Period> periods, boolean stale) {
    lane(lane);
    for (Period period : periods) {
      Service service = lane.result().service().get(period.key());
      if (service == null) {
        none(3);
      } else {
        service(service);
      }
    }
    if (stale) {
      lane.result().judgement().staleness().ifPresentOrElse(this::staleness, () -> none(6));
    }
  }

  private void service(Service service) {
    int all = service.ok() + service.fail() + service.info();
    html.open("td.number.first").element("b", Numbers.served(service));
    html.element("small", Numbers.count(service.ok()) + " of " + Numbers.count(all)).close();
    boolean any = service.ok() > 0;
    html.element("td.number", any ? Numbers.duration(service.latency(0.5)) : Numbers.NONE);
    html.element("td.number", any ? Numbers.duration(service.latency(0.99)) : Numbers.NONE);
  }

  private void staleness(Staleness staleness) {
    int fresh = FreshCurve.fresh(staleness.reads());
    html.element("td.number.first", Numbers.count(staleness.reads().size()));
    html.element("td.number", Numbers.percent(fresh, staleness.reads().size()));
    for (double part : new double[] {0.5, 0.99, 1}) {
      html.element("td.number", Numbers.duration(staleness.quantile(part)));
    }
    html.element("td.number", Numbers.count(staleness.versions()));
  }

  private void none(int cells) {
    for (int i = 0; i < cells; i++) {
      html.element("td.number" + (i == 0 ? ".first" : ""), Numbers.NONE);
    }
  }
}
