package io.capstan.jepsen.demo;

import io.capstan.jepsen.demo.Result.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Why answers came out as they did: each line is there only if what it explains was observed. Pure.
 */
final class Explanations {
  private final Stage stage;
  private final Summary summary;
  private final List<String> lines = new ArrayList<>();

  private Explanations(Stage stage, Summary summary) {
    this.stage = stage;
    this.summary = summary;
  }

  static List<String> of(Stage stage, Summary summary) {
    var explanations = new Explanations(stage, summary);
    if (summary.contradictions().isEmpty()) {
      switch (stage) {
        case TOGETHER -> explanations.together();
        case CUT_OFF -> explanations.cutOff();
        case OTHERS -> explanations.others();
        case HEALED -> {}
      }
    }
    return explanations.lines;
  }

  private void together() {
    explain(
        served(Question.STRONG_PUT, Question.STRONG_GET_STRONG),
        "A STRONG put is on disk at a majority, and a STRONG get has its leader confirmed by one.");
    explain(
        served(Question.PUT_ONE, Question.PUT_MAJORITY, Question.PUT_ALL),
        "ONE, MAJORITY and ALL say how many replicas an EVENTUAL put or get waits for.");
  }

  private void cutOff() {
    explain(
        notServed(Question.STRONG_PUT, Question.STRONG_GET_STRONG),
        "Consistent, not available: the old leader alone serves neither STRONG puts nor gets.");
    explain(
        verdict(Question.STRONG_PUT).equals(Optional.of(Verdict.UNKNOWN)),
        "Its STRONG put is unknown, not refused: it was sent, and may be in a log that wins later.");
    explain(
        served(Question.STRONG_GET_SESSION, Question.STRONG_GET_EVENTUAL),
        "SESSION (this session has seen nothing newer) and EVENTUAL gets go on from its own rows.");
    explain(
        notServed(Question.STRONG_GET_CARRIED),
        "A session that has seen the majority's put is refused rather than shown older rows.");
    explain(
        served(Question.PUT_ONE, Question.GET_ONE),
        "Available, not consistent: at ONE it serves EVENTUAL puts and gets alone.");
    explain(
        notServed(Question.PUT_MAJORITY, Question.GET_MAJORITY),
        "At MAJORITY it does not: how much to wait for is a choice for each request.");
  }

  private void others() {
    explain(
        served(Question.STRONG_PUT, Question.STRONG_GET_STRONG, Question.PUT_MAJORITY),
        "A majority goes on: it elects a leader, and serves everything but ALL.");
  }

  private void explain(boolean observed, String line) {
    if (observed) {
      lines.add(line);
    }
  }

  private boolean served(Question... questions) {
    return Arrays.stream(questions).allMatch(q -> verdict(q).equals(Optional.of(Verdict.OK)));
  }

  private boolean notServed(Question... questions) {
    return Arrays.stream(questions).noneMatch(this::served)
        && Arrays.stream(questions).allMatch(q -> verdict(q).isPresent());
  }

  private Optional<Verdict> verdict(Question question) {
    return summary.last(stage, question).map(Asked::verdict);
  }
}
