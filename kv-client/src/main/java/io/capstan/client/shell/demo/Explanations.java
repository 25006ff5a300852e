package io.capstan.client.shell.demo;

import io.capstan.v1.Receipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Why an act's answers came out as they did: each line is there only if what it explains was
 * observed, and none when the act was not as expected. Pure.
 */
final class Explanations {
  private final Act act;
  private final Summary summary;
  private final List<String> lines = new ArrayList<>();

  private Explanations(Act act, Summary summary) {
    this.act = act;
    this.summary = summary;
  }

  static List<String> of(Situation situation, Summary summary) {
    var explanations = new Explanations(situation.act(), summary);
    if (!summary.isAsExpected(situation.act())) {
      return List.of();
    }
    switch (situation.act()) {
      case ALL_UP -> explanations.allUp();
      case ONE_STOPPED -> explanations.oneStopped(situation);
      case MINORITY -> explanations.minority(situation);
      case HEALED -> explanations.healed();
    }
    return explanations.lines;
  }

  private void allUp() {
    explain(
        path(Question.STRONG_PUT, Receipt.Path.PATH_LOG),
        "A STRONG put is answered by the leader once its entry is on disk at a majority.");
    explain(
        path(Question.STRONG_GET_STRONG, Receipt.Path.PATH_TERM_CHECK),
        "A STRONG get is answered by the leader once a majority has confirmed that it leads.");
    explain(
        byFollower(Question.STRONG_GET_SESSION)
            && byFollower(Question.STRONG_GET_BOUNDED)
            && byFollower(Question.STRONG_GET_EVENTUAL),
        "The weaker gets were answered by a follower from its own rows.");
    explain(
        served(Question.PUT_ONE, Question.PUT_MAJORITY, Question.PUT_ALL),
        "ONE, MAJORITY and ALL say how many replicas an EVENTUAL put or get waits for.");
    explain(
        refused(Question.GET_STRONG),
        "An EVENTUAL keyspace refuses what it cannot promise, whatever is up.");
  }

  private void oneStopped(Situation situation) {
    String silent = String.join(", ", situation.stopped());
    explain(
        served(Question.STRONG_PUT, Question.STRONG_GET_STRONG),
        "A majority is left: it has a leader, and serves STRONG puts and gets without "
            + silent
            + ".");
    explain(
        served(Question.PUT_ONE, Question.PUT_MAJORITY, Question.GET_ONE, Question.GET_MAJORITY),
        "EVENTUAL ONE and MAJORITY do without " + silent + ".");
    explain(
        notServed(Question.PUT_ALL, Question.GET_ALL),
        "EVENTUAL ALL wants an answer from "
            + silent
            + " too: with one node silent it serves nobody.");
    explain(
        verdict(Question.PUT_ALL).equals(Optional.of(Verdict.UNKNOWN)),
        "The put at ALL is unknown, not refused: the replicas that are up may have it.");
  }

  private void minority(Situation situation) {
    String left = String.join(", ", situation.up());
    explain(
        notServed(Question.STRONG_PUT, Question.STRONG_GET_STRONG),
        "Consistent, not available: "
            + left
            + " alone serves neither STRONG puts nor STRONG gets.");
    explain(
        verdict(Question.STRONG_PUT).equals(Optional.of(Verdict.UNKNOWN)),
        "The STRONG put is unknown, not refused: it was sent, and may be in a log that wins later.");
    explain(
        served(Question.STRONG_GET_SESSION, Question.STRONG_GET_EVENTUAL),
        "SESSION (this session has seen nothing newer) and EVENTUAL gets go on from its own rows.");
    long bound =
        summary
            .last(act, Question.STRONG_GET_EVENTUAL)
            .flatMap(Asked::receipt)
            .map(Receipt::getStalenessBoundMillis)
            .orElse(0L);
    explain(
        notServed(Question.STRONG_GET_BOUNDED) && bound > 1_000,
        "BOUNDED 1s wants younger rows: those of %s may be %,d ms old.".formatted(left, bound));
    explain(
        served(Question.PUT_ONE, Question.GET_ONE, Question.GET_SESSION),
        "Available, not consistent: at ONE " + left + " alone serves EVENTUAL puts and gets.");
    explain(
        notServed(Question.PUT_MAJORITY, Question.GET_MAJORITY),
        "EVENTUAL MAJORITY does not serve: how much to wait for is a choice for each request.");
  }

  private void healed() {
    explain(
        Arrays.stream(Question.values())
            .filter(question -> question != Question.GET_STRONG)
            .allMatch(this::isServed),
        "All that was served at first is served again.");
  }

  private void explain(boolean observed, String line) {
    if (observed) {
      lines.add(line);
    }
  }

  private boolean served(Question... questions) {
    return Arrays.stream(questions).allMatch(this::isServed);
  }

  private boolean isServed(Question question) {
    return verdict(question).equals(Optional.of(Verdict.SERVED));
  }

  private boolean notServed(Question... questions) {
    return Arrays.stream(questions).allMatch(q -> verdict(q).isPresent() && !isServed(q));
  }

  private boolean refused(Question question) {
    return verdict(question).equals(Optional.of(Verdict.REFUSED));
  }

  private boolean path(Question question, Receipt.Path path) {
    return receipt(question, receipt -> receipt.getPath() == path);
  }

  private boolean byFollower(Question question) {
    return receipt(
        question,
        receipt -> receipt.getPath() == Receipt.Path.PATH_LOCAL && !receipt.getByLeader());
  }

  private boolean receipt(Question question, Predicate<Receipt> test) {
    return summary.last(act, question).flatMap(Asked::receipt).filter(test).isPresent();
  }

  private Optional<Verdict> verdict(Question question) {
    return summary.last(act, question).map(Asked::verdict);
  }
}
