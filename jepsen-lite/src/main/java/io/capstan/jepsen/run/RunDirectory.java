package io.capstan.jepsen.run;

import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** Names of the same second: those with a greater number are as long, or longer. */
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

  /**
   * Makes a directory of a new name.
   *
   * @param parent where runs are kept; made when it is missing
   * @throws java.nio.file.NotDirectoryException when it is something else
   */
  public static RunDirectory create(Path parent, Plan plan, Instant now) throws IOException {
    if (Files.exists(parent) && !Files.isDirectory(parent)) {
      throw new NotDirectoryException(parent.toString());
    }
    Files.createDirectories(parent);
    String name =
        "%s-%s-%s-seed%d".formatted(TIME.format(now), plan.target(), plan.workload(), plan.seed());
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      Path root = parent.resolve(attempt == 0 ? name : name + "-" + attempt);
      try {
        Files.createDirectory(root);
        return new RunDirectory(root);
      } catch (FileAlreadyExistsException taken) {
        // Of a run that began in the same second.
      }
    }
    throw new IOException("no free name like " + parent.resolve(name));
  }

  /**
   * The newest run that had a seed, by when it began.
   *
   * @param parent where runs are kept; it need not exist
   */
  public static Optional<RunDirectory> newest(Path parent, long seed) throws IOException {
    if (!Files.isDirectory(parent)) {
      return Optional.empty();
    }
    try (Stream<Path> runs = Files.list(parent)) {
      return runs.filter(
              run -> run.getFileName().toString().matches("\\d.*-seed" + seed + "(-\\d+)?"))
          .map(RunDirectory::new)
          .filter(run -> Files.exists(run.plan()))
          .max(
              Comparator.comparing(RunDirectory::second)
                  .thenComparing(RunDirectory::name, BY_NUMBER));
    }
  }

  private String name() {
    return root.getFileName().toString();
  }

  private String second() {
    return name().replaceFirst("-\\D.*", "");
  }

  /** Makes {@code latest} beside it a link to it. */
  void becomeLatest() throws IOException {
    Path latest = root.resolveSibling(LATEST);
    Path temporary = latest.resolveSibling(LATEST + "-" + root.getFileName());
    Files.createSymbolicLink(temporary, root.getFileName());
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

  /** What else its verdicts follow from. */
  public Path facts() {
    return root.resolve("facts.json");
  }

  /** Whether a run has come to its end here. */
  public boolean isWhole() {
    return Files.exists(plan()) && Files.exists(facts()) && Files.exists(history());
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

  void writeFacts(Facts facts) throws IOException {
    try (var out = Files.newBufferedWriter(facts())) {
      FactsFile.write(facts, out);
    }
  }

  /**
   * Keeps a part of the history.
   *
   * @return a new file
   */
  public Path writeWitness(List<Event> events) throws IOException {
    Path file = newFile("witness", ".jsonl");
    try (HistoryWriter out = new HistoryWriter(Files.newBufferedWriter(file))) {
      for (Event event : events) {
        out.write(event);
      }
    }
    return file;
  }

  /**
   * Keeps a plan that does less than this run's.
   *
   * @return a new file
   */
  public Path writeShrunkPlan(Plan plan) throws IOException {
    Path file = newFile("shrunk-plan", ".json");
    writePlan(file, plan);
    return file;
  }

  /** Makes an empty file of a name that no other has. */
  private Path newFile(String name, String suffix) throws IOException {
    for (int number = 1; number <= TRIES_MAX; number++) {
      try {
        return Files.createFile(root.resolve(name + (number == 1 ? "" : "-" + number) + suffix));
      } catch (FileAlreadyExistsException taken) {
        // Of an earlier time.
      }
    }
    throw new IOException("no free name like " + root.resolve(name + suffix));
  }
}
