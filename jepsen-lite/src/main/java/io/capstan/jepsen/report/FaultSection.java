package io.capstan.jepsen.report;

import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.nemesis.Nemesis.LinkTimes;
import io.capstan.jepsen.run.RunResult;
import java.util.List;
import java.util.OptionalLong;

/** The faults, and when each link was seen to be disturbed and well again. */
final class FaultSection {
  private final Markup html;
  private final RunResult result;
  private final RunClock clock;

  FaultSection(Markup html, RunResult result, RunClock clock) {
    this.html = html;
    this.result = result;
    this.clock = clock;
  }

  void write() {
    if (result.injections().isEmpty()) {
      return;
    }
    html.open("section", "id", "faults").element("h2", "Faults");
    faults();
    if (!result.links().isEmpty()) {
      links();
    }
    html.close().line();
  }

  private void faults() {
    List<String> headings =
        List.of(
            "fault",
            "what was done",
            "injected",
            "bit after",
            "ended",
            "healed after",
            "leader",
            "evidence");
    try (HtmlTable table =
        new HtmlTable(html, "table.faults", "What was done, and seen", headings)) {
      for (int i = 0; i < result.injections().size(); i++) {
        fault(table, i + 1, result.injections().get(i));
      }
    }
  }

  private void fault(HtmlTable table, int number, Injection fault) {
    table.row(
        number + " " + PlainText.brief(fault.fault()),
        fault.what(),
        Numbers.seconds(clock.seconds(fault.injectedNanos())),
        after(fault.injectedNanos(), fault.bitNanos(), "never bit"),
        Numbers.seconds(clock.seconds(fault.endedNanos())),
        after(fault.endedNanos(), fault.healedNanos(), "not seen to heal"),
        leader(fault),
        fault.evidence());
  }

  /** How long after one time another was; it may be before. */
  static String after(long from, OptionalLong until, String never) {
    if (until.isEmpty()) {
      return never;
    }
    long nanos = until.getAsLong() - from;
    return nanos < 0 ? Numbers.nanos(-nanos) + " before" : Numbers.nanos(nanos);
  }

  /** Who led before and after. */
  static String leader(Injection fault) {
    String before = fault.leaderBefore().orElse("?");
    String after = fault.leaderAfter().orElse("?");
    if (fault.leaderBefore().isEmpty() && fault.leaderAfter().isEmpty()) {
      return Numbers.NONE;
    }
    return PlainText.brief(before.equals(after) ? before + " stayed" : before + " → " + after);
  }

  private void links() {
    boolean many = result.links().size() > 24;
    html.open("details", many ? new String[0] : new String[] {"open", "open"});
    html.element("summary", "Links: " + Numbers.count(result.links().size()) + " disturbed");
    List<String> headings = List.of("link", "fault", "bit", "bit after", "healed", "healed after");
    String caption = "By canaries on each directed link; after: since the fault's begin and end";
    try (HtmlTable table = new HtmlTable(html, "table.links", caption, headings)) {
      result.links().forEach(link -> link(table, link));
    }
    html.close();
  }

  private void link(HtmlTable table, LinkTimes link) {
    boolean known = link.injection() >= 0 && link.injection() < result.injections().size();
    Injection fault = known ? result.injections().get(link.injection()) : null;
    table.row(
        PlainText.brief(link.link().from() + " → " + link.link().to()),
        (link.injection() + 1) + (fault == null ? "" : " " + PlainText.brief(fault.fault())),
        at(link.bitNanos(), "never bit"),
        fault == null ? Numbers.NONE : after(fault.injectedNanos(), link.bitNanos(), Numbers.NONE),
        at(link.healedNanos(), "not seen to heal"),
        fault == null ? Numbers.NONE : after(fault.endedNanos(), link.healedNanos(), Numbers.NONE));
  }

  private String at(OptionalLong nanos, String never) {
    return nanos.isPresent() ? Numbers.seconds(clock.seconds(nanos.getAsLong())) : never;
  }
}
