package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import java.util.List;

/** The verdict on the whole run, what it rests on, and the verdict on each lane. */
final class HeadlineSection {
  private final Markup html;
  private final RunResult result;
  private final List<LaneFacts> lanes;

  HeadlineSection(Markup html, RunResult result, List<LaneFacts> lanes) {
    this.html = html;
    this.result = result;
    this.lanes = lanes;
  }

  /** What was run, in a few words. */
  static String subject(Plan plan) {
    return PlainText.brief(plan.target() + " · " + plan.workload() + " · seed " + plan.seed());
  }

  void write() {
    Verdict verdict = result.verdict();
    html.open("header." + Marks.word(verdict.kind()));
    html.element("p.eyebrow", "jepsen-lite · " + subject(result.plan()));
    html.open("h1").element("span.shape", Marks.shape(verdict.kind()), "aria-hidden", "true");
    html.text(" " + verdict.kind().name()).close();
    html.element("p.lead", lead(verdict.kind()));
    html.element("p.reason", verdict.reason());
    faulted(verdict.kind());
    html.close().line();
    html.open("section", "aria-label", "What the verdict rests on").open("ul.tiles");
    tiles();
    html.close();
    if (result.injections().isEmpty()) {
      html.element(
          "p.note", "No fault was done: this run says nothing of how faults are survived.");
    }
    html.close().line();
    verdicts();
  }

  private static String lead(Verdict.Kind kind) {
    return switch (kind) {
      case VALID -> "Every promise that could be judged was kept.";
      case INVALID -> "A promise was broken.";
      case UNKNOWN -> "This run does not tell.";
    };
  }

  /** Says, lane by lane, why the verdict is not VALID. */
  private void faulted(Verdict.Kind kind) {
    if (kind == Verdict.Kind.VALID) {
      return;
    }
    html.open("ul.reason");
    for (LaneFacts lane : lanes) {
      Verdict sufficiency = lane.result().sufficiency();
      if (sufficiency.kind() == kind) {
        faulted(lane, "too little happened: " + sufficiency.reason());
      }
      for (Guarantee guarantee : Guarantee.values()) {
        Verdict verdict = lane.result().judgement().verdicts().get(guarantee);
        if (verdict != null && verdict.kind() == kind && lane.promises(guarantee)) {
          faulted(lane, guarantee.label() + ": " + verdict.reason());
        }
      }
    }
    html.close();
  }

  private void faulted(LaneFacts lane, String why) {
    html.open("li").text("lane ").element("a", lane.name(), "href", "#" + lane.anchor());
    html.text(", " + why).close();
  }

  private void tiles() {
    int ok = lanes.stream().mapToInt(LaneFacts::ok).sum();
    int fail = lanes.stream().mapToInt(LaneFacts::fail).sum();
    int info = lanes.stream().mapToInt(LaneFacts::info).sum();
    tile(Numbers.count(ok + fail + info), "operations");
    tile(Numbers.count(ok), "acknowledged");
    tile(Numbers.count(fail), "did not happen");
    tile(Numbers.count(info), "unknown");
    List<Injection> faults = result.injections();
    long bit = faults.stream().filter(one -> one.bitNanos().isPresent()).count();
    tile(bit + " of " + faults.size(), "faults seen to bite");
    tile(Numbers.count(leaderChanges(faults)), "leader changes under faults");
  }

  static long leaderChanges(List<Injection> faults) {
    return faults.stream()
        .filter(one -> one.leaderBefore().isPresent() && one.leaderAfter().isPresent())
        .filter(one -> !one.leaderBefore().equals(one.leaderAfter()))
        .count();
  }

  private void tile(String number, String what) {
    html.open("li").element("b", number).text(" ").element("span", what).close();
  }

  private void verdicts() {
    html.open("section", "id", "verdicts").element("h2", "Verdicts");
    List<String> headings =
        List.of("lane", "verdict", "promises", "because", "enough happened?", "ok", "fail", "info");
    try (HtmlTable table = new HtmlTable(html, "table.verdicts", "One line a lane", headings)) {
      lanes.forEach(lane -> table.row(() -> verdict(lane)));
    }
    html.close().line();
  }

  private void verdict(LaneFacts lane) {
    html.open("th", "scope", "row").element("a", lane.name(), "href", "#" + lane.anchor()).close();
    html.open("td");
    Marks.badge(html, lane.result().verdict().kind());
    html.close().element("td", lane.promises());
    html.element("td.text", lane.result().verdict().reason());
    Verdict sufficiency = lane.result().sufficiency();
    html.element("td.text", (sufficiency.isValid() ? "yes: " : "no: ") + sufficiency.reason());
    html.element("td.number", Numbers.count(lane.ok()));
    html.element("td.number", Numbers.count(lane.fail()));
    html.element("td.number", Numbers.count(lane.info()));
  }
}
