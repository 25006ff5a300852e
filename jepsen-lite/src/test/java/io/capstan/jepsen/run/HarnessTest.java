package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.run.Sufficiency;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.history.Recorder;
import io.capstan.jepsen.nemesis.Injection;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.workload.Reply;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a store in memory. */
class HarnessTest {
  private static final Instant BEGUN = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<Plan.Step> NO_FAULTS = List.of();

  private final FakeStore store = new FakeStore();
  private final List<String> progress = new CopyOnWriteArrayList<>();
  @TempDir private Path parent = Path.of("");

  private static Plan plan(String workload, List<Plan.Step> steps) {
    return new Plan(
        "capstan", "proxy", workload, List.of(), 3, 4, 400, Duration.ofMillis(600), 1, steps);
  }

  private static Plan.Step step(String fault, int atMillis, String... on) {
    return new Plan.Step(fault, Duration.ofMillis(atMillis), Duration.ofMillis(150), List.of(on));
  }

  private RunDirectory directory(Plan plan) throws IOException {
    return RunDirectory.create(parent, plan, BEGUN);
  }

  private Harness harness() {
    return new Harness(
        new Stores(ServerJvm.ofThisProcess(), Map.of(), Duration.ofSeconds(1)),
        Optional.empty(),
        new Sufficiency(20, 1, 1),
        1 << 28,
        "test",
        progress::add);
  }

  private RunResult run(Plan plan, RunDirectory directory) throws IOException {
    try (FakeNetwork network = new FakeNetwork()) {
      return harness().run(plan, directory, BEGUN, new Recorder(Ticker.system()), network, store);
    }
  }

  private RunResult run(Plan plan) throws IOException {
    return run(plan, directory(plan));
  }

  private String told() {
    return String.join("\n", progress);
  }

  @Test
  void anHonestStoreUnderFaultsThatHealIsValid() throws IOException {
    RunResult result = run(plan("register", List.of(step("kill", 50, "n2"), step("pause", 300))));
    assertEquals(Verdict.Kind.VALID, result.verdict().kind(), result.verdict()::reason);
    assertEquals(0, store.clients.get());
    assertTrue(told().contains(" bites after "), this::told);
  }

  @Test
  void aNodeThatDoesNotComeBackIsAFaultThatDidNotHealInARunThatGoesOn() throws IOException {
    store.lost.add("n2");
    Plan plan = plan("register", List.of(step("kill", 50, "n2"), step("kill", 300, "n3")));
    RunDirectory directory = directory(plan);
    RunResult result = run(plan, directory);
    Report.write(result, "again", directory.root());

    assertEquals(Verdict.Kind.UNKNOWN, result.verdict().kind(), result.verdict()::reason);
    assertTrue(
        result.verdict().reason().contains("kill (n2) was not seen to heal"),
        result.verdict()::reason);
    List<Boolean> healed =
        result.injections().stream().map(one -> one.healedNanos().isPresent()).toList();
    assertEquals(List.of(false, true), healed);
    assertTrue(told().contains("kill could not be ended: n2 does not serve\n"), this::told);
    assertTrue(directory.isWhole());
    assertTrue(Files.exists(directory.root().resolve(Report.PAGE)));
  }

  @Test
  void whenOneNodeDoesNotComeBackTheOthersDo() throws IOException {
    store.lost.add("n1");
    RunResult result = run(plan("register", List.of(step("kill-all", 50))));
    assertEquals(Verdict.Kind.UNKNOWN, result.verdict().kind());
    assertEquals(List.of(2, 2, 2), store.starts());
  }

  @Test
  void aNodeThatAnswersNobodyIsNotAskedTenTimesForEveryKey() throws IOException {
    store.answering(
        honest ->
            request ->
                request.node().equals("n2") ? Reply.fail("not served") : honest.call(request));
    Plan plan = plan("register", NO_FAULTS);
    List<Operation> operations = run(plan).lanes().get(0).operations();
    long keys = operations.stream().map(one -> one.invoke().key()).distinct().count();
    long vain =
        operations.stream()
            .filter(one -> one.invoke().process() >= plan.processes())
            .filter(one -> one.invoke().node().equals("n2"))
            .count();
    assertTrue(keys > 1);
    assertEquals(keys - 1 + 10, vain);
  }

  @Test
  void aFaultThatFailsWhenItIsDoneDidNotBite() throws IOException {
    store.stubborn.add("n2");
    RunResult result = run(plan("register", List.of(step("kill", 50, "n2"))));
    assertEquals(Verdict.Kind.UNKNOWN, result.verdict().kind());
    Injection injection = result.injections().get(0);
    assertTrue(injection.bitNanos().isEmpty());
    assertTrue(told().contains("kill could not be done: n2 does not end"), this::told);
  }

  @Test
  void aCounterThatReadsAWordIsInvalid() throws IOException {
    store.answering(
        honest ->
            request ->
                request.operation().equals("read")
                    ? Reply.ok("abc", "n1", "")
                    : honest.call(request));
    RunResult result = run(plan("counter", NO_FAULTS));
    assertEquals(Verdict.Kind.INVALID, result.verdict().kind());
    assertTrue(result.verdict().reason().contains("no invention"), result.verdict()::reason);
    assertTrue(result.verdict().reason().contains("abc"), result.verdict()::reason);
  }

  @Test
  void whatFailsWhileAPlanIsCarriedOutIsNoRefusalOfThePlan() throws IOException {
    Plan plan = plan("register", NO_FAULTS);
    RunDirectory directory = directory(plan);
    store.beginningWith(
        () -> {
          throw new IllegalArgumentException("a bug");
        });
    IllegalArgumentException bug =
        assertThrows(IllegalArgumentException.class, () -> run(plan, directory));
    assertEquals("a bug", bug.getMessage());
    assertTrue(Files.exists(directory.plan()));
  }

  @Test
  void aRefusedPlanLeavesNoDirectoryAndLatestAsItWas() throws IOException {
    Plan good = plan("register", NO_FAULTS);
    RunDirectory before = directory(good);
    RunResult unused = run(good, before);
    Plan bad = plan("register", List.of(step("kill", 0, "n9")));
    RunDirectory refused = directory(bad);

    assertThrows(RefusedPlanException.class, () -> harness().run(bad, refused, BEGUN));
    assertFalse(Files.exists(refused.root()));
    assertEquals(before.root().toRealPath(), parent.resolve("latest").toRealPath());
  }

  @Test
  void morePlannedRequestsThanCanBeJudgedAreRefusedWithTheBound() throws IOException {
    Plan usual = plan("register", NO_FAULTS);
    Plan much =
        new Plan(
            usual.target(),
            usual.backend(),
            usual.workload(),
            List.of("strong"),
            3,
            4,
            Math.toIntExact(Plan.REQUESTS_MAX) + 1,
            Duration.ofSeconds(1),
            1,
            NO_FAULTS);
    RunDirectory directory = directory(much);
    RefusedPlanException refusal =
        assertThrows(RefusedPlanException.class, () -> run(much, directory));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("more than the " + Plan.REQUESTS_MAX), message);
  }

  @Test
  void everyKeyIsReadOnceMoreFromEveryNodeWhenAllIsQuiet() throws IOException {
    Plan plan = plan("register", NO_FAULTS);
    RunResult result = run(plan);
    List<String> written =
        result.lanes().get(0).operations().stream()
            .map(one -> one.invoke().key())
            .distinct()
            .sorted()
            .toList();
    List<String> last =
        result.lanes().get(0).operations().stream()
            .filter(one -> one.invoke().operation().equals("read"))
            .filter(one -> one.invoke().process() >= plan.processes())
            .filter(one -> one.end().type() == Event.Type.OK)
            .map(one -> one.invoke().key() + " " + one.invoke().node())
            .sorted()
            .toList();
    List<String> all =
        written.stream()
            .flatMap(key -> List.of("n1", "n2", "n3").stream().map(node -> key + " " + node))
            .sorted()
            .toList();
    assertEquals(all, last);
  }
}
