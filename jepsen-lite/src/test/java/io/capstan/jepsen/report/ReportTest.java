package io.capstan.jepsen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.run.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final String HOSTILE = "\"}],{<&>\u202e\u0007\033[31m\n";

  @TempDir Path directory;

  private ParsedJson json(RunResult result) throws IOException {
    Report.write(result, "kv jepsen replay 1", directory);
    return new ParsedJson(Files.readString(directory.resolve(Report.NUMBERS)));
  }

  private static String text(RunResult result, boolean colours) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      TextReport.print(result, out, colours);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Report.write(SmallRun.result(), "", directory);
    String before = Files.readString(directory.resolve(Report.PAGE));
    assertThrows(
        FileAlreadyExistsException.class, () -> Report.write(SampleRun.calm(), "", directory));
    assertEquals(before, Files.readString(directory.resolve(Report.PAGE)));
  }

  @Test
  void theNumbersAreInTheJson() throws IOException {
    ParsedJson json = json(SmallRun.result());
    assertEquals("invalid", json.at("verdict"));
    assertEquals("77", json.at("plan.seed"));
    assertEquals("500.0", json.at("duration_ms"));
    assertEquals("5", json.at("lanes.0.operations.ok"));
    assertEquals("1", json.at("lanes.0.operations.info"));
    assertEquals("unknown", json.at("lanes.0.guarantees.convergence.verdict"));
    assertEquals("false", json.at("lanes.0.guarantees.convergence.promised"));
    assertEquals("true", json.at("lanes.0.guarantees.linearizable.promised"));
    assertEquals("0.75", json.at("lanes.0.service.healthy.availability"));
    assertEquals("4.0", json.at("lanes.0.service.healthy.p99_ms"));
    assertEquals("0.0", json.at("lanes.0.service.minority.availability"));
    assertEquals("100.0", json.at("lanes.0.staleness.max_ms"));
    assertEquals("2", json.at("lanes.0.staleness.fresh"));
    assertEquals("6", json.at("lanes.0.keys.0.failing_events"));
    assertEquals("200.0", json.at("lanes.0.keys.0.conflict.2.from_ms"));
    assertEquals("1", json.at("lanes.0.keys.0.conflict.2.told"));
    List<String> perSlot = json.all("lanes\\.0\\.slots\\.\\d+\\.ok");
    assertEquals(5, perSlot.stream().mapToInt(Integer::parseInt).sum());
  }

  @Test
  void theFaultsAreInTheJsonWithTheirTimes() throws IOException {
    RunResult run = SampleRun.tooLittle();
    ParsedJson json = json(run);
    assertEquals("unknown", json.at("verdict"));
    assertEquals("null", json.at("faults.0.bit_ms"));
    assertEquals("n2", json.at("faults.0.sides.1.0"));
    double origin = Numbers.millis(RunClock.of(run).originNanos());
    assertEquals(8750 - origin, Double.parseDouble(json.at("faults.0.injected_ms")), 1e-6);
  }

  @Test
  void hostileTextIsKeptInTheJsonAndShownOnATerminalByItsNumbers() throws IOException {
    RunResult run = SampleRun.hostile(HOSTILE);
    ParsedJson json = json(run);
    assertEquals(HOSTILE, json.at("reason"));
    assertEquals(HOSTILE, json.at("lanes.0.name"));
    String text = text(run, false);
    assertFalse(text.contains("\033") || text.contains("\u0007") || text.contains("\u202e"));
    assertTrue(text.contains("\\u001b[31m\\u000a"));
  }

  @Test
  void theLastLineIsTheVerdict() {
    List<String> lines = text(SmallRun.result(), false).lines().toList();
    assertEquals("INVALID  key k: a read missed 2", lines.get(lines.size() - 1));
  }

  @Test
  void aLaneIsALineWithItsNumbers() {
    String line =
        text(SmallRun.result(), false)
            .lines()
            .filter(one -> one.startsWith("INVALID  strong"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        "INVALID strong STRONG 1 broken, 4 not judged 5 1 1 75.0 % 2.0 ms 4.0 ms 100 % 7.0 ms"
            + " 7.0 ms 0.0 % – – 66.6 % 0 ms 100 ms 100 ms",
        line.replaceAll(" +", " "));
  }

  @Test
  void coloursChangeNoColumn() {
    RunResult run = SampleRun.partition();
    String coloured = text(run, true);
    assertTrue(coloured.contains("\033[32mVALID"));
    assertEquals(text(run, false), coloured.replaceAll("\033\\[\\d+m", ""));
  }

  @Test
  void whatIsBrokenIsToldWithTheOperationsInConflict() {
    String text = text(SmallRun.result(), false);
    assertTrue(text.contains("  INVALID linearizable: key k: a read missed 2"));
    assertTrue(text.contains("process 1 at n2, key k: read → 1 (ok), 0.200 s to 0.210 s"));
    assertTrue(text.contains("UNKNOWN convergence (observed, not promised): no last reads"));
    assertFalse(text.contains("no invention"));
  }
}
