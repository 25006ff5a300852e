package io.capstan.jepsen.analyze;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Position;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found in a history of several lanes, each of which has keys of its own. */
record LaneAnalyses(Map<String, Analysis> lanes) implements Found {
  /** The parts of a history by lane, in the order in which these begin. */
  static Map<String, History> lanes(History history) {
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < history.events().size(); i++) {
      String lane = history.events().get(i).level();
      places.computeIfAbsent(lane, added -> new ArrayList<>()).add(i);
    }
    Map<String, History> lanes = new LinkedHashMap<>();
    places.forEach((lane, own) -> lanes.put(lane, part(history, own)));
    return lanes;
  }

  private static History part(History history, List<Integer> places) {
    List<Event> events = places.stream().map(history.events()::get).toList();
    List<Position> positions = places.stream().map(history.positions()::get).toList();
    return new History(events, positions, history.clockSlackNanos());
  }

  @Override
  public Verdict verdict() {
    List<Verdict> verdicts = new ArrayList<>();
    lanes.forEach(
        (lane, analysis) ->
            verdicts.add(
                new Verdict(
                    analysis.verdict().kind(),
                    "lane " + lane + ": " + analysis.verdict().reason())));
    return Verdict.worst(verdicts);
  }

  @Override
  public void print(PrintStream out) {
    lanes.forEach(
        (lane, analysis) -> {
          out.printf("lane %s: %s (%s)%n", lane, analysis.verdict().kind(), analysis.subject());
          analysis.printExceptions(out);
        });
    out.println(verdict().kind());
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("verdict", verdict().kind().name());
    json.writeStringField("reason", verdict().reason());
    json.writeArrayFieldStart("lanes");
    for (Map.Entry<String, Analysis> lane : lanes.entrySet()) {
      json.writeStartObject();
      json.writeStringField("lane", lane.getKey());
      lane.getValue().write(json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
