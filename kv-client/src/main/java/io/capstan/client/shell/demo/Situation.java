package io.capstan.client.shell.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which replicas of the demo's rows are stopped while an act asks its questions.
 *
 * @param replicas of every row of the demo, by their nodes
 * @param stopped some of them
 */
record Situation(Act act, List<String> replicas, Set<String> stopped) {
  Situation {
    replicas = List.copyOf(replicas);
    stopped = new TreeSet<>(stopped);
  }

  List<String> up() {
    return replicas.stream().filter(node -> !stopped.contains(node)).toList();
  }

  /** Are enough replicas up for it? */
  boolean serves(Question question) {
    return up().size() >= question.needs(replicas.size());
  }

  /** What is expected of the questions; one line. */
  String expectation() {
    String not =
        Stream.of("STRONG", "EVENTUAL")
            .map(this::notServed)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return "expected with "
        + up().size()
        + " of "
        + replicas.size()
        + " replicas up: served is all but "
        + not;
  }

  /** Which nodes are to be stopped, for people. */
  String nodes() {
    return stopped.isEmpty() ? "all nodes up" : String.join(", ", stopped) + " stopped";
  }

  private String notServed(String mode) {
    String labels =
        Arrays.stream(Question.values())
            .filter(question -> question.mode().equals(mode) && !serves(question))
            .map(Question::label)
            .collect(Collectors.joining(", "));
    return labels.isEmpty() ? "" : mode + " " + labels;
  }
}
