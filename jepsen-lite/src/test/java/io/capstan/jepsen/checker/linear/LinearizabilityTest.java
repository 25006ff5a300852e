package io.capstan.jepsen.checker.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.HistoryReader;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Operation;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearizabilityTest {
  private static final Bounds USUAL = Bounds.usual(Ticker.system());

  /**
   * Events are process, type, operation and value; those of a history are divided by semicolons.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A write that timed out takes effect after a read that did not see it.
        "register|0 i write 1; 0 info write 1; 1 i read nil; 1 ok read nil; 1 i read nil; 1 ok read 1|VALID",
        // It cannot be undone.
        "register|0 i write 1; 0 info write 1; 1 i read nil; 1 ok read 1; 1 i read nil; 1 ok read nil|INVALID",
        // What failed did not happen.
        "register|0 i write 1; 0 fail write 1; 1 i read nil; 1 ok read 1|INVALID",
        // Stale after an acknowledged write.
        "register|0 i write 1; 0 ok write 1; 1 i read nil; 1 ok read nil|INVALID",
        // Two reads at once may see the old and the new in either order, one after another not.
        "register|0 i write 1; 1 i read nil; 2 i read nil; 1 ok read 1; 2 ok read nil; 0 ok write 1|VALID",
        "register|0 i write 1; 1 i read nil; 1 ok read 1; 2 i read nil; 2 ok read nil; 0 ok write 1|INVALID",
        "cas-register|0 i write 1; 0 ok write 1; 1 i cas [1 2]; 2 i cas [1 3]; 1 ok cas [1 2]; 2 ok cas [1 3]|INVALID",
        "cas-register|0 i write 1; 0 ok write 1; 1 i cas [1 2]; 2 i cas [2 3]; 1 ok cas [1 2]; 2 ok cas [2 3]|VALID",
        // A compare-and-set that missed is an ok with the result false.
        "cas-register|0 i write 1; 0 ok write 1; 1 i cas [1 2]; 1 ok cas false|INVALID",
        "mutex|0 i acquire nil; 0 ok acquire nil; 1 i acquire nil; 1 ok acquire nil|INVALID",
        "mutex|0 i acquire nil; 0 info acquire nil; 1 i acquire nil; 1 ok acquire nil|VALID",
        "mutex|0 i release nil; 0 ok release nil|INVALID",
        "counter|0 i add 2; 0 ok add 2; 1 i add 1; 1 info add 1; 2 i read nil; 2 ok read 3|VALID",
        "counter|0 i add 2; 0 ok add 2; 1 i add 1; 1 info add 1; 2 i read nil; 2 ok read 4|INVALID",
        "counter|0 i increment 2; 0 ok increment 2; 0 i increment 1; 0 ok increment 2|INVALID",
        "set|0 i add 1; 0 ok add 1; 0 i add 2; 0 ok add 2; 1 i read nil; 1 ok read [2 1]|VALID",
        "set|0 i add 1; 0 ok add 1; 0 i add 2; 0 ok add 2; 1 i read nil; 1 ok read [2]|INVALID",
        "kv|0 i append x; 1 i append y; 0 ok append x; 1 ok append y; 2 i get nil; 2 ok get yx|VALID",
        "kv|0 i append x; 0 ok append x; 1 i append y; 1 ok append y; 2 i get nil; 2 ok get yx|INVALID",
        "kv|0 i put x; 0 ok put x; 1 i delete nil; 1 ok delete nil; 2 i get nil; 2 ok get x|INVALID",
        "list-append|0 i append 1; 1 i append 2; 0 ok append 1; 1 ok append 2; 2 i read nil; 2 ok read [2 1]|VALID",
        "list-append|0 i append 1; 0 ok append 1; 1 i append 2; 1 ok append 2; 2 i read nil; 2 ok read [2 1]|INVALID",
        "list-append|0 i txn [[:append 1 1] [:append 2 1]]; 0 ok txn [[:append 1 1] [:append 2 1]];"
            + " 1 i txn [[:r 1 nil]]; 1 ok txn [[:r 1 []]]|INVALID",
      })
  void whatTookEffectAtOneMomentIsInOrder(String model, String events, Verdict.Kind kind)
      throws IOException {
    List<KeyFinding> findings = check(events, model, USUAL);
    assertEquals(kind, Linearizability.overall(findings).kind(), findings.toString());
  }

  @Test
  void everyKeyHasAVerdictOfItsOwnAndTheWorstIsTheHistorys() throws IOException {
    String events =
        "0 i write [a 1]; 0 ok write [a 1]; 1 i read [b nil]; 1 ok read [b 7];"
            + "1 i read [a nil]; 1 ok read [a 1]";
    List<KeyFinding> findings = check(events, "register", USUAL);
    assertEquals(
        List.of("a VALID", "b INVALID"),
        findings.stream().map(key -> key.key() + " " + key.verdict().kind()).toList());
    assertEquals(Verdict.Kind.INVALID, Linearizability.overall(findings).kind());
  }

  @ParameterizedTest
  @CsvSource({"register, zones", "cas-register, search"})
  void theWitnessIsTheShortestBeginningThatFails(String model, String method) throws IOException {
    String same = model.equals("register") ? "4" : "1";
    String events =
        "0 i write 1; 0 ok write 1; 1 i write 2; 2 i read nil; 2 ok read 2; 3 i read nil;"
            + "3 ok read 1; 1 ok write 2; 0 i write %s; 0 ok write %s; 2 i read nil; 2 ok read 9"
                .formatted(same, same);
    KeyFinding finding = check(events, model, USUAL).get(0);
    assertEquals(method, finding.method());
    KeyFinding.Witness witness = finding.witness().orElseThrow();
    assertEquals(7, witness.failingEvents());
    assertTrue(witness.shortest());
    assertEquals(
        List.of(0, 1, 2, 3),
        witness.conflict().stream().map(Operation::invoke).map(e -> e.process()).sorted().toList());
  }

  @Test
  void aSearchThatHitsABoundIsUnknown() throws IOException {
    String hard = unorderedAppends(12);
    assertUnknown(
        "more than 100 steps", hard, new Bounds(100, 1 << 20, () -> 0, Duration.ofDays(1)));
    assertUnknown(
        "more than 1000 words of memory",
        hard,
        new Bounds(1 << 20, 1000, () -> 0, Duration.ofDays(1)));
    AtomicLong clock = new AtomicLong();
    Ticker ticker = () -> clock.addAndGet(1_000_000);
    assertUnknown(
        "more than 1 ms", hard, new Bounds(1 << 20, 1 << 20, ticker, Duration.ofMillis(1)));
  }

  @Test
  void analysesThatShareTheirTimeHaveWhatIsLeftOfIt() throws IOException {
    AtomicLong clock = new AtomicLong();
    Bounds each = new Bounds(1 << 20, 1 << 20, clock::get, Duration.ofSeconds(1));
    Bounds together = each.together();
    String easy = unorderedAppends(3);
    assertEquals(
        Verdict.Kind.INVALID, Linearizability.overall(check(easy, "counter", together)).kind());
    clock.set(Duration.ofSeconds(1).toNanos());
    assertEquals(
        Verdict.Kind.INVALID, Linearizability.overall(check(easy, "counter", each)).kind());
    assertUnknown("more than 1000 ms for all that is judged", easy, together);
    assertUnknown("more than 1000 ms for all that is judged", easy, together.atMost(1_000));
  }

  @Test
  void tablesLeaveTheHeapRoom() {
    Bounds small = Bounds.within(1 << 20, Duration.ofSeconds(1), () -> 0);
    assertEquals((1 << 20) / 40, small.memoryWordsMax());
    assertEquals(
        Bounds.usual(() -> 0).memoryWordsMax(),
        Bounds.within(Long.MAX_VALUE, Duration.ofSeconds(1), () -> 0).memoryWordsMax());
  }

  @Test
  void aLargeSetWithOneLastReadIsJudgedInASmallHeap() throws IOException {
    int count = 2_000;
    String adds =
        IntStream.range(0, count)
            .mapToObj(i -> "%d i add %d; %d ok add %d;".formatted(i % 7, i, i % 7, i))
            .collect(Collectors.joining());
    String all =
        IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    String read = "8 i read nil; 8 ok read [%s]".formatted(all);
    Bounds bounds = Bounds.within(1 << 25, Duration.ofDays(1), () -> 0);
    assertTrue(Linearizability.overall(check(adds + read, "set", bounds)).isValid());
    String lost = "8 i read nil; 8 ok read [%s]".formatted(all.substring(2));
    KeyFinding finding = check(adds + lost, "set", bounds).get(0);
    assertEquals(Verdict.Kind.INVALID, finding.verdict().kind());
  }

  private static void assertUnknown(String reason, String events, Bounds bounds)
      throws IOException {
    Verdict verdict = Linearizability.overall(check(events, "counter", bounds));
    assertEquals(Verdict.Kind.UNKNOWN, verdict.kind());
    assertTrue(verdict.reason().contains(reason), verdict.reason());
  }

  /** Sums of different powers of two, of which the one that is read is none. */
  private static String unorderedAppends(int count) {
    return IntStream.range(0, count)
            .mapToObj(i -> "%d i add %d; %d info add %d;".formatted(i, 2 << i, i, 2 << i))
            .collect(Collectors.joining())
        + " 99 i read nil; 99 ok read 1";
  }

  @Test
  void anOperationThatTheModelDoesNotKnowIsNamedByItsPlace() {
    MalformedHistoryException refused =
        assertThrows(
            MalformedHistoryException.class,
            () -> check("0 i write 1; 0 ok write 1; 0 i fly 1", "register", USUAL));
    assertEquals(3, refused.position().line());
    assertTrue(refused.problem().contains("\"fly\""), refused.problem());
    assertThrows(
        MalformedHistoryException.class,
        () -> check("0 i cas 7; 0 ok cas 7", "cas-register", USUAL));
    assertThrows(
        MalformedHistoryException.class, () -> check("0 i add x; 0 ok add x", "counter", USUAL));
    assertThrows(IllegalArgumentException.class, () -> Specs.named("bank", null));
  }

  private static List<KeyFinding> check(String events, String model, Bounds bounds)
      throws IOException {
    return Linearizability.check(history(events), Specs.named(model, initial(model)), bounds);
  }

  private static @Nullable String initial(String model) {
    return model.equals("kv") ? "" : null;
  }

  private static History history(String events) throws IOException {
    String log =
        List.of(events.split(";", -1)).stream()
            .map(event -> event.strip().split(" ", 4))
            .map(
                event ->
                    "jepsen.util - %s :%s :%s %s"
                        .formatted(
                            event[0],
                            event[1].equals("i") ? "invoke" : event[1],
                            event[2],
                            event[3]))
            .collect(Collectors.joining("\n"));
    return HistoryReader.read(new StringReader(log), Format.LOG);
  }
}
