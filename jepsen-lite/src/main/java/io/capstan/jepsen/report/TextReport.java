package io.capstan.jepsen.report;

import io.capstan.client.shell.output.Table;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.run.Service;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a run showed, as lines for a terminal. Thread safety: stateless. */
public final class TextReport {
  private final RunResult result;
  private final PrintStream out;
  private final Paint paint;
  private final RunClock clock;
  private final List<LaneFacts> lanes;

  private TextReport(RunResult result, PrintStream out, boolean colours) {
    this.result = result;
    this.out = out;
    this.paint = new Paint(colours);
    this.clock = RunClock.of(result);
    this.lanes = LaneFacts.of(result);
  }

  /**
   * Prints the summary; its last line begins with the verdict.
   *
   * @param colours whether verdicts may be coloured
   */
  public static void print(RunResult result, PrintStream out, boolean colours) {
    new TextReport(result, out, colours).print();
  }

  private void print() {
    out.println(HeadlineSection.subject(result.plan()));
    if (!result.injections().isEmpty()) {
      out.println();
      faults();
    }
    out.println();
    card();
    lanes.forEach(this::reasons);
    out.println();
    Verdict verdict = result.verdict();
    out.println(paint.verdict(verdict.kind()) + "  " + PlainText.visible(verdict.reason()));
  }

  private void faults() {
    Table table =
        new Table("FAULT", "WHAT", "INJECTED", "BIT AFTER", "ENDED", "HEALED AFTER", "LEADER");
    for (Injection fault : result.injections()) {
      table.row(
          PlainText.brief(fault.fault()),
          PlainText.visible(fault.what()),
          Numbers.seconds(clock.seconds(fault.injectedNanos())),
          FaultSection.after(fault.injectedNanos(), fault.bitNanos(), "never bit"),
          Numbers.seconds(clock.seconds(fault.endedNanos())),
          FaultSection.after(fault.endedNanos(), fault.healedNanos(), "not seen to heal"),
          FaultSection.leader(fault));
    }
    table.print(out);
  }

  private void card() {
    List<Period> periods = Period.of(lanes);
    List<String> headings = new ArrayList<>();
    headings.addAll(List.of(paint.heading("VERDICT"), "LANE", "READS", "PROMISES", "OK", "FAIL"));
    headings.add("INFO");
    periods.forEach(period -> headings.addAll(List.of(heading(period), "P50", "P99")));
    headings.addAll(List.of("FRESH", "STALE P50", "P99", "MAX"));
    Table table = new Table(headings.toArray(String[]::new));
    lanes.forEach(lane -> table.row(row(lane, periods).toArray()));
    table.print(out);
  }

  private static String heading(Period period) {
    return switch (period.key()) {
      case "healthy" -> "NO FAULT";
      case "fault" -> "FAULT";
      default -> period.key().toUpperCase(Locale.ROOT);
    };
  }

  private List<Object> row(LaneFacts lane, List<Period> periods) {
    List<Object> cells = new ArrayList<>();
    cells.add(paint.verdict(lane.result().verdict().kind()));
    cells.add(lane.name());
    cells.add(PlainText.brief(lane.result().lane().reads()));
    cells.add(lane.promises());
    cells.addAll(List.of(lane.ok(), lane.fail(), lane.info()));
    for (Period period : periods) {
      cells.addAll(service(lane.result().service().get(period.key())));
    }
    cells.addAll(lane.result().judgement().staleness().map(TextReport::stale).orElse(unknown()));
    return cells;
  }

  private static List<String> service(@Nullable Service service) {
    if (service == null || service.ok() == 0) {
      String served = service == null ? Numbers.NONE : Numbers.served(service);
      return List.of(served, Numbers.NONE, Numbers.NONE);
    }
    return List.of(
        Numbers.served(service),
        Numbers.duration(service.latency(0.5)),
        Numbers.duration(service.latency(0.99)));
  }

  private static List<String> stale(Staleness staleness) {
    int fresh = FreshCurve.fresh(staleness.reads());
    return List.of(
        Numbers.percent(fresh, staleness.reads().size()),
        Numbers.duration(staleness.quantile(0.5)),
        Numbers.duration(staleness.quantile(0.99)),
        Numbers.duration(staleness.quantile(1)));
  }

  private static List<String> unknown() {
    return List.of(Numbers.NONE, Numbers.NONE, Numbers.NONE, Numbers.NONE);
  }

  /** What did not hold on a lane, and why. */
  private void reasons(LaneFacts lane) {
    List<String> lines = new ArrayList<>();
    if (!lane.result().sufficiency().isValid()) {
      lines.add("too little happened: " + PlainText.visible(lane.result().sufficiency().reason()));
    }
    new TreeMap<>(lane.result().judgement().verdicts())
        .entrySet().stream()
            .filter(entry -> !entry.getValue().isValid())
            .forEach(entry -> lines.add(reason(lane, entry.getKey(), entry.getValue())));
    if (lane.promises(Guarantee.LINEARIZABLE)) {
      lane.broken().forEach(finding -> conflict(lines, finding));
    }
    if (!lines.isEmpty()) {
      out.println();
      out.println("lane " + lane.name());
      lines.forEach(line -> out.println("  " + line));
    }
  }

  private void conflict(List<String> lines, KeyFinding finding) {
    lines.add("key " + PlainText.brief(finding.key()) + ", in conflict:");
    finding.witness().stream()
        .flatMap(witness -> witness.conflict().stream())
        .forEach(one -> lines.add("  " + Marks.line(one, clock)));
  }

  private String reason(LaneFacts lane, Guarantee guarantee, Verdict verdict) {
    boolean promised = lane.promises(guarantee);
    return "%s %s%s: %s"
        .formatted(
            promised ? paint.verdict(verdict.kind()) : verdict.kind().name(),
            guarantee.label(),
            promised ? "" : " (observed, not promised)",
            PlainText.visible(verdict.reason()));
  }
}
