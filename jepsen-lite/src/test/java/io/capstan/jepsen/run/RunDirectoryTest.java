package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    Path first = RunDirectory.create(parent, PLAN, now).root();
    Path second = RunDirectory.create(parent, PLAN, now).root();

    assertEquals("20260102-030405-capstan-register-seed4", first.getFileName().toString());
    assertNotEquals(first, second);
    assertTrue(Files.isDirectory(first));
    assertEquals(second.toRealPath(), parent.resolve("latest").toRealPath());
  }
}
