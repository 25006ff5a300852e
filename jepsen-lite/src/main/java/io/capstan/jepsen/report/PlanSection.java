package io.capstan.jepsen.report;

import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.RunResult;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What was planned, and how to do it again. */
final class PlanSection {
  private final Markup html;
  private final RunResult result;
  private final String replay;

  PlanSection(Markup html, RunResult result, String replay) {
    this.html = html;
    this.result = result;
    this.replay = replay;
  }

  void write() {
    html.open("section", "id", "plan").element("h2", "Plan and seed");
    html.element("p", "The same again, as far as processes and networks let it:");
    html.open("pre").element("code", replay).close();
    facts();
    if (!result.plan().steps().isEmpty()) {
      steps();
    }
    html.close().line();
  }

  private void facts() {
    Plan plan = result.plan();
    html.open("dl");
    fact("seed", String.valueOf(plan.seed()));
    fact("target", plan.target());
    fact("network", plan.backend());
    fact("workload", plan.workload());
    fact("lanes", String.join(", ", plan.lanes()));
    fact("nodes", plan.nodes() + ": " + String.join(", ", result.nodes()));
    fact("processes a lane", Numbers.count(plan.processes()));
    fact("requests a second and lane", "at most " + Numbers.count(plan.ratePerLane()));
    fact("length", Numbers.duration(plan.length()));
    fact("begun", result.begun().truncatedTo(ChronoUnit.SECONDS).toString());
    fact("version", result.version());
    html.close();
  }

  private void fact(String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }

  private void steps() {
    List<String> headings = List.of("fault", "from", "for", "on");
    String caption = "The schedule, from the first request on";
    try (HtmlTable table = new HtmlTable(html, "table.steps", caption, headings)) {
      for (Plan.Step step : result.plan().steps()) {
        String on = step.on().isEmpty() ? "drawn, or by who leads" : String.join(", ", step.on());
        table.row(
            PlainText.brief(step.fault()),
            Numbers.duration(step.at()),
            Numbers.duration(step.length()),
            on);
      }
    }
  }
}
