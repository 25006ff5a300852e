package io.capstan.jepsen.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.StoredRuns;
import io.capstan.jepsen.workload.WorkloadStore.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShrinkCommandTest {
  private final Shell kv = new Shell();

  @TempDir private Path parent = Path.of("");

  private RunDirectory stored(Flaw flaw) throws IOException {
    return StoredRuns.write(StoredRuns.run(flaw), parent.resolve("run"));
  }

  @Test
  void aHandfulOfOperationsIsLeftThatBreaksThePromiseToo() throws IOException {
    RunDirectory run = stored(Flaw.STALE);
    assertEquals(1, kv.run("jepsen", "shrink", run.root()));
    assertTrue(kv.out().startsWith("lane strong: linearizable is INVALID by"), kv::out);
    assertTrue(kv.out().contains("none of them can be taken away alone"), kv::out);
    Path witness = run.root().resolve("witness.jsonl");
    assertTrue(kv.out().endsWith("Witness: " + witness + "\n"), kv::out);
    assertTrue(Files.readAllLines(witness).size() <= 8, kv::out);
    assertEquals(1, kv.run("jepsen", "analyze", witness));
  }

  @Test
  void everyOperationThatIsLeftSaysWhoWhenWhereAndWhatItWasTold() throws IOException {
    assertEquals(1, kv.run("jepsen", "shrink", stored(Flaw.LOST).root()));
    String[] lines = kv.out().split("\n", -1);
    assertEquals(
        "FROM  TO  PROCESS  BESIDE  KEY  ASKED  TOLD  UNDER",
        lines[1].replaceAll("  +", "  "),
        kv::out);
    assertTrue(lines[2].matches("\\S+ s +\\S+ s +\\d+ +n\\d +k\\S+ +write \\d+ +ok .*"), kv::out);
    assertTrue(kv.out().contains(" read "), kv::out);
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    RunDirectory run = stored(Flaw.STALE);
    assertEquals(1, kv.run("jepsen", "shrink", run.root()));
    String first = Files.readString(run.root().resolve("witness.jsonl"));
    assertEquals(1, kv.run("jepsen", "shrink", run.root()));
    assertTrue(kv.out().endsWith("witness-2.jsonl\n"), kv::out);
    assertEquals(first, Files.readString(run.root().resolve("witness.jsonl")));
  }

  @Test
  void thePromiseMayBeChosen() throws IOException {
    RunDirectory run = stored(Flaw.LOST);
    assertEquals(
        1,
        kv.run(
            "jepsen", "shrink", run.root(), "--guarantee", "no-lost-writes", "--lane", "strong"));
    assertTrue(kv.out().startsWith("lane strong: no-lost-writes is INVALID by"), kv::out);
    assertEquals(2, kv.run("jepsen", "shrink", run.root(), "--lane", "eventual-one"));
    assertTrue(kv.err().contains("broken are lane strong: linearizable; "), kv::err);
    assertEquals(2, kv.run("jepsen", "shrink", run.root(), "--guarantee", "speed"));
    assertTrue(kv.err().contains("there is no guarantee \"speed\""), kv::err);
  }

  @Test
  void aRunThatIsNotInvalidIsRefused() throws IOException {
    RunDirectory run = stored(Flaw.NONE);
    assertEquals(2, kv.run("jepsen", "shrink", run.root()));
    assertTrue(kv.err().contains("the run is UNKNOWN: no promise is broken"), kv::err);
    assertFalse(Files.exists(run.root().resolve("witness.jsonl")));
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    Path missing = parent.resolve("missing");
    assertEquals(2, kv.run("jepsen", "shrink", missing));
    assertTrue(kv.err().contains(missing + " does not exist"), kv::err);
    RunDirectory run = stored(Flaw.STALE);
    assertEquals(2, kv.run("jepsen", "shrink", run.history()));
    assertTrue(kv.err().contains(run.history() + " is no directory"), kv::err);
    assertEquals(2, kv.run("jepsen", "shrink", run.root(), "--runs", "-1"));
    assertTrue(kv.err().contains("--runs is -1"), kv::err);
  }
}
