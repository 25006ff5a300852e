package io.capstan.jepsen.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.report.TextReport;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.StoredRun;
import io.capstan.jepsen.run.StoredRuns;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import io.capstan.runtime.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kv jepsen analyze} of what {@code kv jepsen run} has left. */
class AnalyzeRunTest {
  private static final StoredRun STALE = StoredRuns.run(Flaw.STALE);

  private final Shell kv = new Shell();

  @TempDir private Path parent = Path.of("");

  private RunDirectory stored(StoredRun run) throws IOException {
    return StoredRuns.write(run, parent.resolve("run"));
  }

  private static Bounds bounds() {
    return Bounds.usual(Ticker.system());
  }

  @Test
  void aRunIsSummedUpAsItWasWhenItEnded() throws IOException {
    RunDirectory run = stored(STALE);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(expected, true, StandardCharsets.UTF_8)) {
      TextReport.print(STALE.result(bounds()), out, false);
    }
    assertEquals(1, kv.run("jepsen", "analyze", run.root()));
    assertEquals(expected.toString(StandardCharsets.UTF_8), kv.out());
    assertEquals(1, kv.run("jepsen", "analyze", run.history()));
    assertEquals(expected.toString(StandardCharsets.UTF_8), kv.out());
  }

  @Test
  void jsonIsWhatTheRunHasLeft() throws IOException {
    RunDirectory run = stored(STALE);
    Report.write(STALE.result(bounds()), "kv jepsen replay " + run.plan(), run.root());
    assertEquals(1, kv.run("jepsen", "analyze", run.root(), "--json"));
    assertEquals(Files.readString(run.root().resolve(Report.NUMBERS)), kv.out());
  }

  @Test
  void tooLittleIsUnknown() throws IOException {
    RunDirectory run = stored(StoredRuns.run(Flaw.NONE));
    assertEquals(4, kv.run("jepsen", "analyze", run.root()));
    assertTrue(kv.out().contains("the fault kill did not bite"), kv::out);
  }

  @Test
  void aHistoryByItselfIsJudgedLaneByLane() throws IOException {
    Path alone = Files.move(stored(STALE).history(), parent.resolve("alone.jsonl"));
    assertEquals(1, kv.run("jepsen", "analyze", alone));
    assertTrue(kv.out().contains("lane strong: INVALID ("), kv::out);
    assertTrue(kv.out().contains("lane eventual-one: VALID ("), kv::out);
    assertTrue(kv.out().contains("in conflict:"), kv::out);
    assertTrue(kv.out().endsWith("\nINVALID\n"), kv::out);
    assertEquals(1, kv.run("jepsen", "analyze", alone, "--json"));
    assertTrue(kv.out().contains("{\"lane\":\"strong\",\"verdict\":\"INVALID\""), kv::out);
  }

  @Test
  void aRunThatDidNotEndIsRefusedAndItsHistoryIsNot() throws IOException {
    RunDirectory run = stored(STALE);
    Files.delete(run.facts());
    assertEquals(2, kv.run("jepsen", "analyze", run.root()));
    assertTrue(kv.err().contains("the run did not come to its end"), kv::err);
    assertTrue(kv.err().contains("kv jepsen analyze " + run.history()), kv::err);
    assertEquals(1, kv.run("jepsen", "analyze", run.history()));
    assertTrue(kv.out().contains("lane strong: INVALID"), kv::out);
  }

  @Test
  void filesThatAreCutOffAreRefusedWithNameAndPlace() throws IOException {
    RunDirectory run = stored(STALE);
    for (Path file : new Path[] {run.plan(), run.facts(), run.history()}) {
      String whole = Files.readString(file);
      Files.writeString(file, whole.substring(0, whole.length() - 4));
      assertEquals(2, kv.run("jepsen", "analyze", run.root()));
      long line = whole.substring(0, whole.length() - 4).lines().count();
      assertTrue(kv.err().contains(file + ": line " + line + ", column "), kv::err);
      Files.writeString(file, whole);
    }
    assertEquals(1, kv.run("jepsen", "analyze", run.root()));
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    assertEquals(2, kv.run("jepsen", "analyze", parent));
    assertTrue(kv.err().contains("plan.json: there is no such file"), kv::err);
    assertEquals(2, kv.run("jepsen", "analyze", parent.resolve("missing")));
    assertTrue(kv.err().contains("there is no such file"), kv::err);
    RunDirectory run = stored(STALE);
    assertEquals(2, kv.run("jepsen", "analyze", run.root(), "--model", "register"));
    assertTrue(kv.err().contains("leave out --model"), kv::err);
    Files.writeString(
        run.plan(), Files.readString(run.plan()).replace("\"register\"", "\"registry\""));
    assertEquals(2, kv.run("jepsen", "analyze", run.root()));
    assertTrue(kv.err().contains("workload \"registry\" is none of register"), kv::err);
  }
}
