package io.capstan.jepsen.report;

import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.workload.Guarantee;
import java.util.Comparator;
import java.util.List;

/** The operations that show that keys of a lane are not linearizable, to be read. */
final class ConflictSection {
  /** So many keys get a drawing and a table; the operations of the others are listed in lines. */
  private static final int DETAILED_MAX = 5;

  private static final int DRAWN_MAX = 24;

  private final Markup html;
  private final RunClock clock;
  private final LaneFacts lane;

  ConflictSection(Markup html, RunClock clock, LaneFacts lane) {
    this.html = html;
    this.clock = clock;
    this.lane = lane;
  }

  void write() {
    List<KeyFinding> broken = lane.broken();
    if (broken.isEmpty()) {
      return;
    }
    html.open("div.conflicts");
    boolean promised = lane.promises(Guarantee.LINEARIZABLE);
    html.element("h3", promised ? "Failing operations" : "Operations in conflict");
    html.element(
        "p",
        Numbers.count(broken.size())
            + " of "
            + Numbers.count(lane.result().judgement().findings().size())
            + " keys are not linearizable. No order of the operations below explains what each"
            + " client was told."
            + (promised ? "" : " Linearizability is not promised here."));
    for (int i = 0; i < broken.size(); i++) {
      key(broken.get(i), i);
    }
    html.close().line();
  }

  private void key(KeyFinding finding, int place) {
    KeyFinding.Witness witness = finding.witness().orElseThrow();
    List<Operation> conflict =
        witness.conflict().stream()
            .sorted(Comparator.comparingLong((Operation one) -> one.invoke().nanos()))
            .toList();
    html.open("details", place == 0 ? new String[] {"open", "open"} : new String[0]);
    html.open("summary").element("b", "key " + PlainText.brief(finding.key()));
    html.text(": " + PlainText.brief(finding.verdict().reason())).close();
    html.element(
        "p.sub",
        "The history fails from event %s on%s; %s operations in conflict."
            .formatted(
                Numbers.count(witness.failingEvents()),
                witness.shortest() ? "" : " or earlier",
                Numbers.count(witness.conflict().size())));
    if (place < DETAILED_MAX) {
      detail(conflict);
    } else {
      html.open("ul");
      conflict.forEach(one -> html.element("li", Marks.line(one, clock)));
      html.close();
    }
    html.close().line();
  }

  private void detail(List<Operation> conflict) {
    if (!conflict.isEmpty() && conflict.size() <= DRAWN_MAX) {
      html.open("figure").open("div.scroll", "tabindex", "0");
      new ConflictChart(html, clock, conflict).draw();
      html.close().close();
    }
    List<String> headings =
        List.of("event", "process", "node", "operation", "outcome", "from", "to", "receipt");
    try (HtmlTable table =
        new HtmlTable(html, "table.conflict", "The operations in conflict", headings)) {
      conflict.forEach(one -> operation(table, one));
    }
  }

  private void operation(HtmlTable table, Operation operation) {
    Event invoke = operation.invoke();
    Event end = operation.end();
    table.row(
        Numbers.count(operation.start() + 1L),
        String.valueOf(invoke.process()),
        PlainText.brief(node(invoke.node(), end.node())),
        Marks.asked(operation),
        Marks.word(end.type()),
        Numbers.seconds(clock.seconds(invoke.nanos())),
        Numbers.seconds(clock.seconds(end.nanos())),
        PlainText.brief(end.receipt()));
  }

  private static String node(String beside, String servedBy) {
    boolean same = servedBy.isEmpty() || servedBy.equals(beside);
    return same ? beside : beside + ", served by " + servedBy;
  }
}
