package io.capstan.jepsen.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Receipt;
import io.capstan.error.Failure;
import io.capstan.jepsen.nemesis.Link;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is told of n1, cut off from n2 and n3, and what of it should not have been. */
class ContradictionTest {
  private static final Duration TIME = Duration.ofMillis(3);
  private static final Link LINK = new Link("n1", "n2");

  @Test
  void fewerReplicasServeFewerQuestions() {
    for (Question question : Question.values()) {
      assertTrue(Stage.TOGETHER.serves(question), question::toString);
      assertEquals(question != Question.PUT_ALL, Stage.OTHERS.serves(question));
    }
    assertEquals(
        Set.of(
            Question.STRONG_GET_SESSION,
            Question.STRONG_GET_EVENTUAL,
            Question.PUT_ONE,
            Question.GET_ONE),
        Set.of(Question.values()).stream()
            .filter(Stage.CUT_OFF::serves)
            .collect(Collectors.toSet()));
  }

  @Test
  void whatIsServedOrNotAsItShouldIsNoContradiction() {
    none(read(Stage.CUT_OFF, Question.STRONG_GET_SESSION, "before", "n1"));
    none(failed(Stage.CUT_OFF, Question.STRONG_PUT, Failure.OUTCOME_UNKNOWN));
    none(failed(Stage.CUT_OFF, Question.STRONG_GET_STRONG, Failure.UNAVAILABLE));
    none(read(Stage.OTHERS, Question.STRONG_GET_EVENTUAL, "before", "n2"));
  }

  @Test
  void anAnswerWithoutEnoughReplicasIsAContradiction() {
    one(
        "STRONG get STRONG beside n1 was not to be served, but was",
        read(Stage.CUT_OFF, Question.STRONG_GET_STRONG, "before", "n1"));
  }

  @Test
  void noAnswerWithEnoughReplicasIsAContradiction() {
    one(
        "EVENTUAL put MAJORITY beside n2 was to be served, but was not: unknown",
        failed(Stage.OTHERS, Question.PUT_MAJORITY, Failure.OUTCOME_UNKNOWN));
  }

  @Test
  void aFailureThatNoPartitionExplainsIsAContradiction() {
    one(
        "STRONG get STRONG beside n1 was to fail for want of replicas, but did by CORRUPT_ROW",
        failed(Stage.CUT_OFF, Question.STRONG_GET_STRONG, Failure.CORRUPT_ROW));
  }

  @Test
  void aReceiptThatNamesANodeBeyondTheCutIsAContradiction() {
    one(
        "EVENTUAL get ONE beside n1 was to do without n2, but the receipt names it",
        read(Stage.CUT_OFF, Question.GET_ONE, "minority", "n2"));
  }

  @Test
  void aReadThatIsOlderThanItMayBeIsAContradiction() {
    one(
        "STRONG get SESSION beside n2 was to give 'majority', but gave 'before'",
        read(Stage.OTHERS, Question.STRONG_GET_SESSION, "before", "n2"));
    one(
        "EVENTUAL get ONE beside n1 was to give 'majority', but gave 'minority'",
        read(Stage.HEALED, Question.GET_ONE, "minority", "n1"));
  }

  @Test
  void linksOnWhichCanariesArriveWereNotCut() {
    none(Seen.bite(List.of(LINK), List.of(), TIME));
    one(
        "the links n1->n2 were to be cut, but canaries go on to arrive on n1->n2",
        Seen.bite(List.of(LINK), List.of(LINK), TIME));
    one(
        "the links n1->n2 were to heal within 3 ms",
        Seen.healing(List.of(LINK), List.of(LINK), TIME));
  }

  @Test
  void aLeaderThatWasCutOffLeadsNoMore() {
    none(Seen.successor("n1", read(Stage.OTHERS, Question.STRONG_PUT, "", "n2")));
    one(
        "another node than n1 was to lead, but n1 served the STRONG put",
        Seen.successor("n1", read(Stage.OTHERS, Question.STRONG_PUT, "", "n1")));
    one(
        "another node than n1 was to lead, but nobody served the STRONG put",
        Seen.successor("n1", failed(Stage.OTHERS, Question.STRONG_PUT, Failure.UNAVAILABLE)));
  }

  @Test
  void sidesThatShowTheSameWereNotApart() {
    Asked here = read(Stage.CUT_OFF, Question.GET_ONE, "minority", "n1");
    none(Seen.difference(here, read(Stage.OTHERS, Question.GET_ONE, "majority", "n2")));
    assertTrue(Seen.difference(here, here).contradiction().isPresent());
  }

  @Test
  void whatWasRefusedNeverHappensAndWhatIsUnknownMay() {
    Asked unknown = failed(Stage.CUT_OFF, Question.STRONG_PUT, Failure.OUTCOME_UNKNOWN);
    Asked refused = failed(Stage.CUT_OFF, Question.STRONG_PUT, Failure.UNAVAILABLE);
    none(Seen.fate(unknown, served("minority", "n2", Question.STRONG_GET_STRONG)));
    none(Seen.fate(unknown, served("before", "n2", Question.STRONG_GET_STRONG)));
    none(Seen.fate(refused, served("before", "n2", Question.STRONG_GET_STRONG)));
    one(
        "of the put of 'minority', which ended as refused, the row was not to be minority",
        Seen.fate(refused, served("minority", "n2", Question.STRONG_GET_STRONG)));
    one(
        "of the put of 'minority', which ended as unknown, the row was not to be (not served)",
        Seen.fate(unknown, new Result.Failed(Failure.UNAVAILABLE, "silence")));
  }

  @Test
  void replicasThatStayDifferentAndARunThatIsNotValidAreContradictions() {
    none(Seen.equality(true, TIME));
    one("the replicas were to become equal within 3 ms", Seen.equality(false, TIME));
    none(Seen.card("VALID", "all kept", "report.html"));
    one(
        "the run was to be VALID, but is UNKNOWN: too few",
        Seen.card("UNKNOWN", "too few", "report.html"));
  }

  @Test
  void nothingIsExplainedThatWasNotObserved() {
    Asked unknown = failed(Stage.CUT_OFF, Question.STRONG_PUT, Failure.OUTCOME_UNKNOWN);
    Asked refused = failed(Stage.CUT_OFF, Question.STRONG_PUT, Failure.UNAVAILABLE);
    assertEquals(List.of(), Explanations.of(Stage.CUT_OFF, new Summary(List.of(refused))));
    assertEquals(1, Explanations.of(Stage.CUT_OFF, new Summary(List.of(unknown))).size());
    Seen failure = Seen.equality(false, TIME);
    assertEquals(List.of(), Explanations.of(Stage.CUT_OFF, new Summary(List.of(unknown, failure))));
  }

  private static Asked failed(Stage stage, Question question, Failure failure) {
    return asked(stage, question, new Result.Failed(failure, "silence"));
  }

  private static Asked read(Stage stage, Question question, String value, String by) {
    return asked(stage, question, served(value, by, question));
  }

  private static Asked asked(Stage stage, Question question, Result result) {
    Scene beside =
        stage == Stage.OTHERS
            ? new Scene(stage, "n2", Set.of("n1"))
            : new Scene(stage, "n1", stage == Stage.CUT_OFF ? Set.of("n2", "n3") : Set.of());
    return new Asked(beside, question, result, TIME);
  }

  private static Result served(String value, String by, Question question) {
    var receipt = io.capstan.v1.Receipt.newBuilder().setServedBy(by).setTerm(2);
    question.level().ifPresent(level -> receipt.setLevelGiven(level.kind().proto()));
    return new Result.Served(Optional.of(value), new Receipt(receipt.build(), 1, "h:1", TIME));
  }

  private static void none(Observation seen) {
    assertEquals(Optional.empty(), seen.contradiction());
  }

  private static void one(String what, Observation seen) {
    assertEquals(Optional.of(what), seen.contradiction());
  }
}
