package io.capstan.jepsen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.run.RunResult;
import io.capstan.jepsen.workload.Judgement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class PageTest {
  private static final int BYTES_MAX = 3 << 20;
  private static final String HOSTILE =
      "</style><script>alert('x')</script><img src=\"http://x\" onerror='y'> & \u202e\u0007\033[31m";

  private static String page(RunResult result) {
    return Page.of(result, "kv jepsen replay 1");
  }

  private static ParsedPage parsed(RunResult result) {
    return new ParsedPage(page(result));
  }

  @Test
  void aPageAsksForNothingFromAnywhere() {
    List<RunResult> runs =
        List.of(
            SampleRun.partition(),
            SampleRun.broken(),
            SampleRun.tooLittle(),
            SampleRun.calm(),
            SampleRun.hostile(HOSTILE));
    for (RunResult run : runs) {
      ParsedPage page = parsed(run);
      for (String tag : List.of("script", "link", "img", "iframe", "object", "use", "image")) {
        assertEquals(List.of(), page.elements(tag), tag);
      }
      page.elements("a").forEach(a -> assertTrue(a.getAttribute("href").startsWith("#lane-")));
      assertFalse(page.elements("style").get(0).getTextContent().contains("http"));
    }
  }

  @Test
  void hostileTextIsShownAsText() {
    ParsedPage page = parsed(SampleRun.hostile(HOSTILE));
    String shown = PlainText.visible(HOSTILE);
    assertTrue(shown.endsWith("& \\u202e\\u0007\\u001b[31m"), shown);
    assertEquals(shown, page.elements("p", "reason").get(0).getTextContent());
    Set<String> known = Set.of("class", "d", "id", "title", "aria-label", "href", "viewBox");
    for (Element element : page.elements("*")) {
      assertEquals("", element.getAttribute("onerror"));
      known.forEach(name -> assertFalse(element.getAttribute(name).contains("\033")));
    }
  }

  @Test
  void theCardHasTheNumbersOfTheRun() {
    ParsedPage page = parsed(SmallRun.result());
    assertEquals(
        List.of(
            "strongSTRONG keyspacereads STRONG",
            "75.0 %3 of 4",
            "2.0 ms",
            "4.0 ms",
            "100 %1 of 1",
            "7.0 ms",
            "7.0 ms",
            "0.0 %0 of 5",
            "–",
            "–",
            "3",
            "66.6 %",
            "0 ms",
            "100 ms",
            "100 ms",
            "2"),
        page.table("numbers").get(1));
  }

  @Test
  void theCardSaysOfEachGuaranteeHowItWentAndWhetherItIsPromised() {
    ParsedPage page = parsed(SmallRun.result());
    assertEquals(
        List.of("lane", "linearizable", "convergence", "no invention"), page.table("card").get(0));
    assertEquals(
        List.of(
            "strongSTRONG keyspacereads STRONG",
            "✗ INVALIDpromised",
            "? UNKNOWNobserved",
            "✓ VALIDobserved"),
        page.table("card").get(1));
    String note =
        "Promised on some lane, but not judged in this run: read your writes, monotonic reads,"
            + " monotonic writes, writes follow reads.";
    assertTrue(page.text().contains(note));
  }

  @Test
  void whatOneLaneTellsAndAnotherDoesNotIsNotJudgedThere() {
    RunResult small = SmallRun.result();
    RunResult.LaneResult told = small.lanes().get(0);
    Judgement nothing = new Judgement(Map.of(), List.of(), Optional.empty());
    RunResult.LaneResult silent =
        new RunResult.LaneResult(
            told.lane(), SampleRun.ENOUGH, SampleRun.ENOUGH, nothing, List.of(), Map.of());
    RunResult both =
        new RunResult(
            small.verdict(),
            small.plan(),
            small.version(),
            small.begun(),
            small.nodes(),
            List.of(),
            List.of(),
            List.of(told, silent));
    List<String> row = parsed(both).table("card").get(2);
    assertEquals(
        List.of("not judgedpromised", "not judgednot promised", "not judgednot promised"),
        row.subList(1, 4));
  }

  @Test
  void theHeadlineNamesTheLaneAndWhatFailedThere() {
    assertTrue(
        parsed(SmallRun.result())
            .text()
            .contains("lane strong, linearizable: key k: a read missed 2"));
    assertTrue(
        parsed(SampleRun.tooLittle())
            .text()
            .contains("lane strong, too little happened: the fault partition-leader did not bite"));
  }

  @Test
  void theVerdictsAreCountedAndSayWhy() {
    assertEquals(
        List.of(
            "strong",
            "✗ INVALID",
            "1 broken, 4 not judged",
            "key k: a read missed 2",
            "yes: 2,900 acknowledged operations",
            "5",
            "1",
            "1"),
        parsed(SmallRun.result()).table("verdicts").get(1));
  }

  @Test
  void theOperationsInConflictAreListedFromTheBeginningOfTheRunOn() {
    ParsedPage page = parsed(SmallRun.result());
    List<List<String>> rows = page.table("conflict");
    assertEquals(List.of("1", "0", "n1", "write 1", "ok", "0.000 s", "0.020 s", ""), rows.get(1));
    assertEquals(List.of("5", "1", "n2", "read → 1", "ok", "0.200 s", "0.210 s", ""), rows.get(3));
    assertTrue(page.text().contains("process 1 at n2, key k: read → 1 (ok), 0.200 s to 0.210 s"));
  }

  @Test
  void noOperationInConflictIsLeftOutOfTheDrawings() {
    RunResult large = SampleRun.large();
    String text = page(large);
    ParsedPage page = new ParsedPage(text);
    List<LaneFacts> lanes = LaneFacts.of(large);
    int conflicts = lanes.stream().mapToInt(lane -> lane.conflicting().size()).sum();
    assertTrue(conflicts > 100, "only " + conflicts);
    long legends = large.lanes().size();
    assertEquals(conflicts + legends, page.elements("rect", "conflict").size());
    int marks =
        page.elements("path", "conflict-mark").stream()
            .mapToInt(path -> path.getAttribute("d").split("h8v8", -1).length - 1)
            .sum();
    assertEquals(conflicts, marks);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < BYTES_MAX, bytes + " bytes");
  }

  @Test
  void everyOperationIsCountedInTheRates() {
    RunResult run = SampleRun.partition();
    LaneFacts strong = LaneFacts.of(run).get(0);
    Slots slots = Slots.of(strong.result().operations(), RunClock.of(run));
    assertEquals(strong.ok(), slots.slots().stream().mapToInt(Slots.Slot::ok).sum());
    assertEquals(strong.fail(), slots.slots().stream().mapToInt(Slots.Slot::fail).sum());
    assertEquals(strong.info(), slots.slots().stream().mapToInt(Slots.Slot::info).sum());
    assertTrue(page(run).contains(RateChart.title(slots, 9)));
  }

  @Test
  void faultsAreShownFromInjectionToBiteToHealing() {
    ParsedPage page = parsed(SampleRun.partition());
    List<String> row = page.table("faults").get(1);
    assertEquals(List.of("1 partition-leader", "n2 | n1 n3 n4 n5"), row.subList(0, 2));
    assertEquals("250 ms", row.get(3));
    assertEquals(List.of("80.0 ms", "n2 → n4"), row.subList(5, 7));
    assertEquals(9, page.table("links").size());
    assertEquals("n1 → n2", page.table("links").get(1).get(0));
    assertFalse(page.elements("rect", "hit").isEmpty());
  }

  @Test
  void aFaultThatDidNotBiteIsSaidAndNotShaded() {
    ParsedPage page = parsed(SampleRun.tooLittle());
    assertEquals("never bit", page.table("faults").get(1).get(3));
    assertEquals("not seen to heal", page.table("faults").get(1).get(5));
    assertEquals(1, page.elements("rect", "bite").size(), "the legend's alone");
    assertTrue(page.text().contains("was not seen to bite"));
  }

  @Test
  void aRunWithoutFaultsSaysThatItSaysNothingOfFaults() {
    ParsedPage page = parsed(SampleRun.calm());
    assertTrue(page.text().contains("No fault was done"));
    assertEquals(List.of(), page.elements("table", "faults"));
  }

  @Test
  void theSeedAndTheCommandToDoItAgainAreThere() {
    String text = parsed(SmallRun.result()).text();
    assertTrue(text.contains("seed 77"));
    assertTrue(text.contains("kv jepsen replay 1"));
  }

  @Test
  void theLanguageOfTheMachineChangesNothing() {
    RunResult run = SampleRun.partition();
    String expected = page(run);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals(expected, page(run));
    } finally {
      Locale.setDefault(before);
    }
  }
}
