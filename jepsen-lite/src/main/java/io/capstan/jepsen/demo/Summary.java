package io.capstan.jepsen.demo;

import io.capstan.client.shell.output.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that was seen so far. Pure.
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

  /** How a question was answered last; empty: it was not asked there. */
  Optional<Asked> last(Stage stage, Question question) {
    return asked(stage, question).reduce((earlier, later) -> later);
  }

  private Stream<Asked> asked(Stage stage, Question question) {
    return observations.stream()
        .filter(Asked.class::isInstance)
        .map(Asked.class::cast)
        .filter(asked -> asked.scene().stage() == stage && asked.question() == question);
  }

  /** How a question was answered; different answers side by side. */
  String cell(Question question, Stage stage) {
    String cells =
        asked(stage, question).map(Asked::cell).distinct().collect(Collectors.joining(" / "));
    return cells.isEmpty() ? NOT_ASKED : cells;
  }

  /** Rows: what was asked; columns: where. */
  Table table() {
    Stream<String> stages = Arrays.stream(Stage.values()).map(Stage::column);
    var table =
        new Table(Stream.concat(Stream.of("KEYSPACE", "REQUEST"), stages).toArray(String[]::new));
    for (Question question : Question.values()) {
      List<Object> cells = new ArrayList<>(List.of(question.mode(), question.label()));
      for (Stage stage : Stage.values()) {
        cells.add(cell(question, stage));
      }
      table.row(cells.toArray());
    }
    return table;
  }
}
