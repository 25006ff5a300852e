package io.capstan.client.shell.demo;

import io.capstan.client.shell.output.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a tour saw.
 *
 * @param observations in order
 */
record Summary(List<Observation> observations) {
  private static final String NOT_ASKED = "-";

  Summary {
    observations = List.copyOf(observations);
  }

  /** What was expected and not seen, in order; empty: all was as expected. */
  List<String> contradictions() {
    return observations.stream().flatMap(seen -> seen.contradiction().stream()).toList();
  }

  /** Was all as expected in an act? */
  boolean isAsExpected(Act act) {
    return observations.stream()
        .allMatch(seen -> seen.act() != act || seen.contradiction().isEmpty());
  }

  /** The requests of one act. */
  List<Asked> asked(Act act) {
    return observations.stream()
        .filter(Asked.class::isInstance)
        .map(Asked.class::cast)
        .filter(seen -> seen.act() == act)
        .toList();
  }

  /** How a question was answered last in an act; empty: it was not asked. */
  Optional<Asked> last(Act act, Question question) {
    return asked(act).stream()
        .filter(seen -> seen.question() == question)
        .reduce((earlier, later) -> later);
  }

  /** How a question was answered in an act; different answers to the same one side by side. */
  String cell(Question question, Act act) {
    String cells =
        asked(act).stream()
            .filter(seen -> seen.question() == question)
            .map(Asked::cell)
            .distinct()
            .collect(Collectors.joining(" / "));
    return cells.isEmpty() ? NOT_ASKED : cells;
  }

  /** Rows: what was asked; columns: the acts; cells: how it was answered. */
  Table table() {
    var table =
        new Table(
            Stream.concat(
                    Stream.of("KEYSPACE", "REQUEST"), Arrays.stream(Act.values()).map(Act::column))
                .toArray(String[]::new));
    for (Question question : Question.values()) {
      List<Object> cells = new ArrayList<>(List.of(question.mode(), question.label()));
      for (Act act : Act.values()) {
        cells.add(cell(question, act));
      }
      table.row(cells.toArray());
    }
    return table;
  }
}
