package io.capstan.client.shell.demo;

import static io.capstan.client.shell.demo.Sights.ALL_UP;
import static io.capstan.client.shell.demo.Sights.MINORITY;
import static io.capstan.client.shell.demo.Sights.ONE_STOPPED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.error.Failure;
import io.capstan.v1.Receipt;
import io.capstan.v1.Receipt.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContradictionTest {
  private static final Duration TIME = Duration.ofMillis(3);

  @Test
  void fewerReplicasServeFewerQuestions() {
    assertEquals(
        "expected with 3 of 3 replicas up: served is all but EVENTUAL get STRONG",
        ALL_UP.expectation());
    assertEquals(
        "expected with 2 of 3 replicas up: served is all but"
            + " EVENTUAL put ALL, get ALL, get BOUNDED 1s, get STRONG",
        ONE_STOPPED.expectation());
    assertEquals(
        "expected with 1 of 3 replicas up: served is all but"
            + " STRONG put, get STRONG, get BOUNDED 1s;"
            + " EVENTUAL put MAJORITY, put ALL, get MAJORITY, get ALL, get BOUNDED 1s, get STRONG",
        MINORITY.expectation());
  }

  @Test
  void whatIsServedOrNotAsExpectedIsNoContradiction() {
    none(Sights.served(ONE_STOPPED, Question.STRONG_GET_SESSION, "act 2", "act 2"));
    none(Sights.failed(MINORITY, Question.STRONG_PUT, Failure.OUTCOME_UNKNOWN, "silence"));
    none(Sights.failed(MINORITY, Question.GET_MAJORITY, Failure.UNAVAILABLE, "silence"));
  }

  @Test
  void anAnswerWithoutEnoughReplicasIsAContradiction() {
    one(
        "EVENTUAL get ALL was not to be served with n1 stopped, but was",
        Sights.served(ONE_STOPPED, Question.GET_ALL, "act 2", "act 2"));
  }

  @Test
  void noAnswerWithEnoughReplicasIsAContradiction() {
    one(
        "EVENTUAL put MAJORITY was to be served with n1 stopped, but was not: unknown",
        Sights.failed(ONE_STOPPED, Question.PUT_MAJORITY, Failure.OUTCOME_UNKNOWN, "silence"));
    one(
        "STRONG get STRONG was to be served with all nodes up, but was not: refused UNAVAILABLE",
        Sights.failed(ALL_UP, Question.STRONG_GET_STRONG, Failure.UNAVAILABLE, "silence"));
  }

  @Test
  void aReceiptThatNamesAStoppedNodeIsAContradiction() {
    Receipt quorum =
        Receipt.newBuilder()
            .setServedBy("n2")
            .setPath(Path.PATH_QUORUM)
            .addReplicas("n1")
            .addReplicas("n2")
            .build();
    String what = "EVENTUAL put MAJORITY was to do without n1, but the receipt names it";
    one(what, Sights.put(ONE_STOPPED, Question.PUT_MAJORITY, quorum));
    none(Sights.put(ALL_UP, Question.PUT_MAJORITY, quorum));
    Receipt log = Receipt.newBuilder().setServedBy("n1").setPath(Path.PATH_LOG).build();
    one(
        "STRONG put was to do without n1, but the receipt names it",
        Sights.put(ONE_STOPPED, Question.STRONG_PUT, log));
  }

  @Test
  void aReadThatIsOlderThanItMayBeIsAContradiction() {
    one(
        "STRONG get SESSION was to give 'act 2' or 'act 3', but gave 'act 1'",
        Sights.served(MINORITY, Question.STRONG_GET_SESSION, "act 1", "act 2", "act 3"));
  }

  @Test
  void aNodeThatAnswersWasNotStopped() {
    one(
        "n2 was to be stopped, but it answered in 3 ms",
        new Silence(Act.ONE_STOPPED, "n2", Optional.empty(), true, TIME));
    none(new Silence(Act.ONE_STOPPED, "n2", Optional.of(7L), false, TIME));
  }

  @Test
  void aLeaderThatWasToBeStoppedLeadsNoMore() {
    one(
        "another node than n1 was to lead, but n1 served a STRONG put",
        service(Optional.of(new Service.ServedBy("n1", 4))));
    none(service(Optional.of(new Service.ServedBy("n2", 5))));
    one("a STRONG put was to be served with n1 stopped", service(Optional.empty()));
  }

  private static Service service(Optional<Service.ServedBy> by) {
    return new Service(ONE_STOPPED, "n1 was stopped", "n1", List.of(), by, TIME);
  }

  @Test
  void whatWasRefusedNeverHappensAndWhatIsUnknownMay() {
    Optional<String> found = Optional.of("act 3");
    one(
        "the refused put of 'act 3' was not to happen, but the row has it",
        new Fate(Act.HEALED, Verdict.REFUSED, "act 3", found));
    none(new Fate(Act.HEALED, Verdict.UNKNOWN, "act 3", found));
    none(new Fate(Act.HEALED, Verdict.REFUSED, "act 3", Optional.of("act 2")));
  }

  @Test
  void whatDoesNotArriveOrBecomeEqualIsAContradiction() {
    one(
        "'act 3', acknowledged at ONE, was to come to n1",
        new Arrival(Act.HEALED, "n1", "act 3", false, TIME));
    one(
        "the replicas were to become equal within 3 ms",
        new Convergence(Act.HEALED, List.of("n1", "n2"), false, TIME));
  }

  private static void none(Observation seen) {
    assertEquals(Optional.empty(), seen.contradiction());
  }

  private static void one(String what, Observation seen) {
    assertEquals(Optional.of(what), seen.contradiction());
  }
}
