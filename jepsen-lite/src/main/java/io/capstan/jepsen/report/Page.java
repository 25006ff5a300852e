package io.capstan.jepsen.report;

import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Guarantee;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The report as one HTML page, which is also well-formed XML and asks for nothing else. */
final class Page {
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final Markup html = new Markup();
  private final RunResult result;
  private final String replay;
  private final RunClock clock;
  private final List<LaneFacts> lanes;

  private Page(RunResult result, String replay) {
    this.result = result;
    this.replay = replay;
    this.clock = RunClock.of(result);
    this.lanes = LaneFacts.of(result);
  }

  /**
   * Renders a result.
   *
   * @param replay the command line that does the same run again
   */
  static String of(RunResult result, String replay) {
    Page page = new Page(result, replay);
    page.write();
    return "<!DOCTYPE html>\n" + page.html.page() + "\n";
  }

  private void write() {
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en");
    head();
    html.open("body");
    patterns();
    new HeadlineSection(html, result, lanes).write();
    html.open("main");
    new CardSection(html, lanes).write();
    new FaultSection(html, result, clock).write();
    List<FaultSpan> faults = FaultSpan.of(result, clock);
    for (LaneFacts lane : lanes) {
      new LaneSection(new Plot(html, clock, faults), lane, result.nodes()).write();
    }
    new PlanSection(html, result, replay).write();
    glossary();
    html.close().close().close();
  }

  private void head() {
    html.open("head").empty("meta", "charset", "utf-8");
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    String verdict = result.verdict().kind().name();
    html.element("title", verdict + " · " + HeadlineSection.subject(result.plan()));
    html.style(css()).close().line();
  }

  /** What areas are filled with, so that colour is not all that tells them apart. */
  private void patterns() {
    html.open("svg.patterns", "width", "0", "height", "0", "aria-hidden", "true").open("defs");
    pattern("hatched", "M-1 1l2-2M0 6l6-6M5 7l2-2");
    pattern("crossed", "M0 0l6 6M0 6l6-6");
    pattern("dotted", "M3 3h.1");
    html.close().close().line();
  }

  private void pattern(String id, String data) {
    html.open("pattern", "id", id, "width", "6", "height", "6", "patternUnits", "userSpaceOnUse");
    html.empty("rect", "width", "6", "height", "6").empty("path", "d", data).close();
  }

  private void glossary() {
    html.open("section", "id", "glossary").element("h2", "What the words mean").open("dl.glossary");
    for (Guarantee guarantee : Guarantee.values()) {
      entry(guarantee.label(), Glossary.meaning(guarantee));
    }
    entry("ok, fail, info", "It happened; it did not and never will; it may have, or may yet.");
    entry("VALID, INVALID, UNKNOWN", "Kept in this run; broken; the run does not tell.");
    entry(
        "bite, heal",
        "When canaries on a link stopped to arrive as usual, and when they did again.");
    entry(
        "majority, minority",
        "The side of a partition with more than half of the nodes; any other.");
    html.close().close().line();
  }

  private void entry(String word, String meaning) {
    html.open("div").element("dt", word).element("dd", meaning).close();
  }

  private static String css() {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
