package io.capstan.client.shell.demo;

import static io.capstan.client.shell.demo.Sights.ALL_UP;
import static io.capstan.client.shell.demo.Sights.MINORITY;
import static io.capstan.client.shell.demo.Sights.ONE_STOPPED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CapturedTerminal;
import io.capstan.client.shell.Exit;
import io.capstan.error.Failure;
import io.capstan.v1.Receipt;
import io.capstan.v1.Receipt.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Receipt QUORUM =
      Receipt.newBuilder()
          .setServedBy("n2")
          .setPath(Path.PATH_QUORUM)
          .addReplicas("n2")
          .setReplicasNeeded(1)
          .addHinted("n1")
          .addHinted("n3")
          .build();
  private static final String TIME_IS_UP =
      "not served within 1200 ms, after 5 attempts; the last: UNAVAILABLE: n1 did not answer";

  private final CapturedTerminal terminal = CapturedTerminal.piped();
  private final Report report = new Report(terminal.terminal(), false);

  @Test
  void everyAnswerIsALineWithItsGrounds() {
    report.saw(Sights.put(MINORITY, Question.PUT_ONE, QUORUM));
    report.saw(Sights.served(MINORITY, Question.STRONG_GET_SESSION, "act 2", "act 2"));
    report.saw(Sights.failed(MINORITY, Question.STRONG_PUT, Failure.OUTCOME_UNKNOWN, TIME_IS_UP));
    assertEquals(
        """
           EVENTUAL  put ONE          ok       n2: stored by n2, 1 needed, kept for n1 n3; 7 ms
           STRONG    get SESSION      ok       'act 2' from n2 (follower): its own rows, at most 34 ms stale; 7 ms
           STRONG    put              unknown  OUTCOME_UNKNOWN: not served in 5 attempts; 7 ms
        """,
        terminal.out());
  }

  @Test
  void theTableShowsWhatWasObservedAndNothingElse() {
    report.saw(Sights.served(ALL_UP, Question.STRONG_GET_SESSION, "act 1", "act 1"));
    report.saw(Sights.failed(MINORITY, Question.STRONG_PUT, Failure.OUTCOME_UNKNOWN, ""));
    report.saw(Sights.failed(MINORITY, Question.GET_ALL, Failure.UNAVAILABLE, ""));
    Summary summary = report.summary();
    assertEquals("ok", summary.cell(Question.STRONG_GET_SESSION, Act.ALL_UP));
    assertEquals("unknown", summary.cell(Question.STRONG_PUT, Act.MINORITY));
    assertEquals("refused UNAVAILABLE", summary.cell(Question.GET_ALL, Act.MINORITY));
    assertEquals("-", summary.cell(Question.GET_ALL, Act.ALL_UP));
    assertEquals(Exit.OK, report.close());
    String[] lines = terminal.out().split("\n", -1);
    int heading = lines.length - 2 - Question.values().length;
    assertEquals(
        "KEYSPACE  REQUEST          all up  one stopped  minority             healed",
        lines[heading]);
    assertEquals(
        "STRONG    put              -       -            unknown              -",
        lines[heading + 1]);
    assertEquals(
        "STRONG    get SESSION      ok      -            -                    -",
        lines[heading + 3]);
  }

  @Test
  void whatDidNotHappenIsSaidWhereItIsSeenAndAtTheEnd() {
    report.saw(new Silence(Act.ONE_STOPPED, "n1", Optional.empty(), true, Duration.ofMillis(3)));
    report.saw(Sights.served(ONE_STOPPED, Question.GET_ALL, "act 2", "act 2"));
    assertTrue(report.isContradicted());
    assertEquals("ok (unexpected)", report.summary().cell(Question.GET_ALL, Act.ONE_STOPPED));
    assertTrue(
        terminal.out().contains("DID NOT HAPPEN: n1 was to be stopped, but it answered in 3 ms"),
        terminal.out());
    assertEquals(Exit.REFUSED, report.close());
    assertTrue(
        terminal.err().contains("kv: did not happen: n1 was to be stopped, but it answered"),
        terminal.err());
  }

  @Test
  void anExplanationIsGivenOnlyForWhatWasObserved() {
    Receipt log = Receipt.newBuilder().setServedBy("n2").setPath(Path.PATH_LOG).build();
    report.end(ALL_UP);
    assertEquals("", terminal.out());
    report.saw(Sights.put(ALL_UP, Question.STRONG_PUT, log));
    report.end(ALL_UP);
    assertTrue(terminal.out().contains("> A STRONG put is answered by the leader"));
    assertFalse(terminal.out().contains("> A STRONG get"), terminal.out());
  }

  @Test
  void anActThatWasNotAsExpectedExplainsNothing() {
    report.saw(Sights.failed(MINORITY, Question.STRONG_PUT, Failure.OUTCOME_UNKNOWN, ""));
    report.saw(Sights.failed(MINORITY, Question.STRONG_GET_STRONG, Failure.UNAVAILABLE, ""));
    report.saw(Sights.failed(MINORITY, Question.PUT_ONE, Failure.UNAVAILABLE, ""));
    report.end(MINORITY);
    assertFalse(terminal.out().contains(">"), terminal.out());
  }

  @Test
  void programsGetOneObjectForEachObservationAndASummary() {
    var json = new Report(terminal.terminal(), true);
    json.begin(ONE_STOPPED);
    json.saw(new Silence(Act.ONE_STOPPED, "n1", Optional.of(7L), false, Duration.ofMillis(1001)));
    json.saw(Sights.failed(ONE_STOPPED, Question.PUT_ALL, Failure.UNAVAILABLE, "n1 is silent"));
    json.saw(Sights.failed(ONE_STOPPED, Question.PUT_ONE, Failure.UNAVAILABLE, "all are silent"));
    assertEquals(Exit.REFUSED, json.close());
    String[] lines = terminal.out().split("\n", -1);
    assertEquals(5, lines.length);
    assertEquals(
        """
        {"act":"one stopped","saw":"silence","node":"n1","stopped_process":7,\
        "answered":false,"elapsed_millis":1001}""",
        lines[0]);
    assertEquals(
        """
        {"act":"one stopped","saw":"request","keyspace_mode":"EVENTUAL","request":"put ALL",\
        "through":"n2","outcome":"refused","elapsed_millis":7,"code":"UNAVAILABLE",\
        "message":"n1 is silent"}""",
        lines[1]);
    String what =
        "EVENTUAL put ONE was to be served with n1 stopped, but was not: refused UNAVAILABLE";
    assertTrue(lines[2].endsWith(",\"did_not_happen\":\"" + what + "\"}"), lines[2]);
    assertTrue(
        lines[3].startsWith(
            "{\"summary\":{\"as_expected\":false,\"did_not_happen\":[\""
                + what
                + "\"],\"table\":["),
        lines[3]);
  }
}
