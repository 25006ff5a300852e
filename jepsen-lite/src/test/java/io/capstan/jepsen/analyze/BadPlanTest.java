package io.capstan.jepsen.analyze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.Kv;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.run.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans that cannot be carried out; no node of them is ever started. */
class BadPlanTest {
  private static final String PLAN =
      """
      {"target": "capstan", "backend": "proxy", "workload": "register", "lanes": ["strong"],
       "nodes": 3, "processes": 2, "rate": 10, "millis": 1000, "seed": 1,
       "faults": [{"fault": "kill", "at_millis": 100, "for_millis": 100, "on": ["n1"]}]}
      """;

  private final Shell kv = new Shell();

  @TempDir private Path parent = Path.of("");

  private int replay(String plan) throws IOException {
    Path file = Files.writeString(parent.resolve("plan.json"), plan);
    return kv.run("jepsen", "replay", file, "--out", parent.resolve("runs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n1\"          | \"n9\"            | kill: there is no n9; there are [n1, n2, n3]",
        "\"n1\"          | \"n1->n9\"        | kill: there is no n1->n9",
        "\"n1\"          | \"n1->n2\"        | kill cannot be done to [n1->n2]",
        "\"kill\"        | \"earthquake\"    | there is no fault \"earthquake\"; there are [clock",
        "\"strong\"      | \"weak\"          | has no lane \"weak\"; it has [strong",
        "\"register\"    | \"bank\"          | workload \"bank\" is none of register",
        "\"proxy\"       | \"pigeons\"       | there is no back-end \"pigeons\"; there are [proxy",
        "\"capstan\"     | \"oracle\"        | there is no target \"oracle\"; there are [capstan",
        "\"kill\"        | \"partition-ring\"| partition-ring wants more than 3 nodes",
      })
  void whatThereIsNotIsToldWithWhatThereIs(String from, String to, String told) throws IOException {
    assertTrue(PLAN.contains(from));
    assertEquals(2, replay(PLAN.replace(from, to)));
    assertTrue(kv.err().contains(told), kv::err);
    assertNoRun(parent.resolve("runs"));
  }

  private static void assertNoRun(Path runs) {
    String[] left = runs.toFile().list();
    assertTrue(left == null || left.length == 0, () -> Arrays.toString(left));
  }

  @ParameterizedTest
  @CsvSource({
    "netns, delay",
    "docker, partition-ring",
    "docker, clock-jump",
    "docker, disk-full",
  })
  void whatABackendCannotDoIsRefusedByItsNameAlone(String backend, String fault)
      throws IOException {
    String plan = PLAN.replace("proxy", backend).replace("\"kill\"", "\"" + fault + "\"");
    assertEquals(2, replay(plan));
    String told = "the back-end " + backend + " cannot do " + fault + "; --backend proxy can";
    assertTrue(kv.err().contains(told), kv::err);
    assertNoRun(parent.resolve("runs"));
  }

  @Test
  void moreRequestsThanCanBeJudgedAreRefused() {
    Path runs = parent.resolve("runs");
    assertEquals(2, kv.run("jepsen", "run", "--out", runs, "--rate", 100_000, "--seconds", 1));
    assertTrue(kv.err().contains("are more than the " + Plan.REQUESTS_MAX), kv::err);
    assertNoRun(runs);
  }

  @Test
  void aPlanThatIsCutOffIsRefusedWithNameAndPlace() throws IOException {
    assertEquals(2, replay(PLAN.substring(0, PLAN.indexOf("\"seed\""))));
    assertTrue(kv.err().contains("plan.json: line 2, column "), kv::err);
    assertFalse(Files.exists(parent.resolve("runs")));
    assertEquals(2, kv.run("jepsen", "replay", parent.resolve("missing")));
    assertTrue(kv.err().contains("missing: there is no such file"), kv::err);
  }

  @Test
  void aSeedStandsForThePlanOfItsNewestRun() throws IOException {
    Path run = parent.resolve("runs").resolve("20260102-030405-capstan-register-seed7");
    Files.createDirectories(run);
    Files.writeString(run.resolve("plan.json"), PLAN.replace("\"n1\"", "\"n9\""));
    assertEquals(2, kv.run("jepsen", "replay", 7, "--out", parent.resolve("runs")));
    assertTrue(kv.err().contains("there is no n9"), kv::err);
    assertEquals(2, kv.run("jepsen", "replay", 8, "--out", parent.resolve("runs")));
    assertTrue(kv.err().contains("no run of seed 8 is under " + parent), kv::err);
    assertTrue(kv.err().contains("kv jepsen run --seed 8"), kv::err);
  }

  @Test
  void anOutThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "precious");
    assertEquals(2, kv.run("jepsen", "run", "--out", file, "--seconds", 1));
    assertTrue(kv.err().contains("--out is " + file + ", which is a file"), kv::err);
    assertEquals("precious", Files.readString(file));
  }

  /** What unshare(1) says to whom the kernel gives no namespace, here said by a stand-in. */
  @Test
  void aBackendThatIsNotAvailableIsRefusedWithWhatTheSystemSaid()
      throws IOException, InterruptedException {
    Path unshare = Files.writeString(parent.resolve("unshare"), "#!/bin/sh\necho not permitted\n");
    assertTrue(unshare.toFile().setExecutable(true));
    ServerJvm jvm = ServerJvm.ofThisProcess();
    Path runs = parent.resolve("runs");
    List<String> words = List.of("jepsen", "run", "--backend", "netns", "--out", "" + runs);
    ProcessBuilder builder = new ProcessBuilder(jvm.command(Kv.class.getName(), words));
    builder.environment().putAll(Map.of("PATH", parent.toString()));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(2, process.waitFor(), said);
    assertTrue(said.contains("unshare --net"), said);
    assertTrue(said.contains("not permitted"), said);
    assertNoRun(runs);
  }
}
