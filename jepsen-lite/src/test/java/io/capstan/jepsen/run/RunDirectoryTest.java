package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final Plan PLAN =
      new Plan(
          "capstan", "proxy", "register", List.of(), 3, 1, 1, Duration.ofSeconds(1), 4, List.of());

  @Test
  void everyRunHasADirectoryOfItsOwnAndLatestLeadsToTheNewest(@TempDir Path parent)
      throws IOException {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    RunDirectory one = RunDirectory.create(parent, PLAN, now);
    RunDirectory other = RunDirectory.create(parent, PLAN, now);
    Path first = one.root();
    Path second = other.root();
    assertFalse(Files.exists(parent.resolve("latest")));
    one.becomeLatest();
    other.becomeLatest();

    assertEquals("20260102-030405-capstan-register-seed4", first.getFileName().toString());
    assertNotEquals(first, second);
    assertTrue(Files.isDirectory(first));
    assertEquals(second.toRealPath(), parent.resolve("latest").toRealPath());
  }

  @Test
  void runsThatBeginAtOnceHaveDirectoriesOfTheirOwn(@TempDir Path parent) {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    Set<Path> made =
        IntStream.range(0, 32)
            .parallel()
            .mapToObj(unused -> create(parent, now))
            .collect(Collectors.toSet());

    assertEquals(32, made.size());
    assertTrue(made.stream().allMatch(Files::isDirectory));
    assertTrue(Files.isDirectory(parent.resolve("latest")));
  }

  private static Path create(Path parent, Instant now) {
    try {
      RunDirectory made = RunDirectory.create(parent, PLAN, now);
      made.becomeLatest();
      return made.root();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theNewestRunOfASeedIsFound(@TempDir Path parent) throws IOException {
    assertEquals(Optional.empty(), RunDirectory.newest(parent.resolve("none"), 4));
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    RunDirectory newest = withPlan(parent, 4, now.plusSeconds(3));
    for (int i = 0; i < 12; i++) {
      newest = withPlan(parent, 4, now.plusSeconds(10));
    }
    withPlan(parent, 4, now);
    withPlan(parent, 44, now.plusSeconds(20));
    withPlan(parent, 5, now.plusSeconds(20));
    RunDirectory.create(parent, seed(4), now.plusSeconds(30)); // It has no plan yet.

    assertEquals(Optional.of(newest), RunDirectory.newest(parent, 4));
    assertEquals(Optional.empty(), RunDirectory.newest(parent, 3));
  }

  private static RunDirectory withPlan(Path parent, long seed, Instant now) throws IOException {
    RunDirectory directory = RunDirectory.create(parent, seed(seed), now);
    directory.writePlan(directory.plan(), seed(seed));
    return directory;
  }

  private static Plan seed(long seed) {
    Duration length = Duration.ofSeconds(1);
    return new Plan("capstan", "proxy", "set", List.of(), 3, 1, 1, length, seed, List.of());
  }

  @Test
  void whatIsShrunkOverwritesNothing(@TempDir Path root) throws IOException {
    RunDirectory directory = new RunDirectory(root);
    assertEquals(root.resolve("witness.jsonl"), directory.writeWitness(List.of()));
    assertEquals(root.resolve("witness-2.jsonl"), directory.writeWitness(List.of()));
    assertEquals(root.resolve("shrunk-plan.json"), directory.writeShrunkPlan(PLAN));
    assertEquals(root.resolve("shrunk-plan-2.json"), directory.writeShrunkPlan(PLAN));
  }
}
