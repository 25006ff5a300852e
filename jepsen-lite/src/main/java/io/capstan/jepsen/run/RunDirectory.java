package io.capstan.jepsen.run;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Where one run keeps its files; no other run writes there.
 *
 * @param root an existing directory
 */
public record RunDirectory(Path root) {
  private static final String LATEST = "latest";
  private static final int TRIES_MAX = 1000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Makes a directory of a new name, and {@code latest} a link to it.
   *
   * @param parent where runs are kept; made when it is missing
   */
  public static RunDirectory create(Path parent, Plan plan, Instant now) throws IOException {
    Files.createDirectories(parent);
    String name =
        "%s-%s-%s-seed%d".formatted(TIME.format(now), plan.target(), plan.workload(), plan.seed());
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      Path root = parent.resolve(attempt == 0 ? name : name + "-" + attempt);
      try {
        Files.createDirectory(root);
        link(parent.resolve(LATEST), root.getFileName());
        return new RunDirectory(root);
      } catch (FileAlreadyExistsException taken) {
        // Of a run that began in the same second.
      }
    }
    throw new IOException("no free name like " + parent.resolve(name));
  }

  private static void link(Path latest, Path name) throws IOException {
    Path temporary = latest.resolveSibling(LATEST + "-" + name);
    Files.createSymbolicLink(temporary, name);
    Files.move(
        temporary, latest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What was planned. */
  public Path plan() {
    return root.resolve("plan.json");
  }

  /** The plan with what its faults really hit. */
  public Path done() {
    return root.resolve("done.json");
  }

  /** What clients asked and were told. */
  public Path history() {
    return root.resolve("history.jsonl");
  }

  /** Directories of the nodes. */
  public Path nodes() {
    return root.resolve("nodes");
  }

  void writePlan(Path file, Plan plan) throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      PlanFile.write(plan, out);
    }
  }

  void writeHistory(List<Event> events) throws IOException {
    try (HistoryWriter out = new HistoryWriter(Files.newBufferedWriter(history()))) {
      for (Event event : events) {
        out.write(event);
      }
    }
  }
}
