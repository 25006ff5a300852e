package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.output.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the latest run of a lab set out to do; it stays when the run has ended.
 *
 * @param from how many of the lines of the results do not count; 0 for one that goes on
 */
record RunState(long pid, Seeds seeds, String commit, int from) {
  void write(Path file) {
    String text =
        Json.text(
            json -> {
              json.writeNumberField("pid", pid);
              json.writeStringField("seeds", seeds.toString());
              json.writeStringField("commit", commit);
              json.writeNumberField("from", from);
            });
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, text + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Empty when no run left one. */
  static Optional<RunState> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      FlatJson fields = FlatJson.parse(Files.readString(file));
      return Optional.of(
          new RunState(
              Long.parseLong(fields.text("pid")),
              Seeds.parse(fields.text("seeds")),
              fields.text("commit"),
              Integer.parseInt(fields.text("from"))));
    } catch (IOException | NumberFormatException e) {
      throw CommandFailed.usage("cannot read " + file + ": " + e.getMessage(), "remove it");
    }
  }

  /** The newest line of each seed of this run, by seed. */
  Map<Long, ResultLine> done(String lab, List<ResultLine> lines) {
    Map<Long, ResultLine> done = new TreeMap<>();
    lines.stream()
        .skip(from)
        .filter(line -> line.lab().equals(lab) && line.commit().equals(commit))
        .filter(line -> seeds.contains(line.seed()))
        .forEach(line -> done.put(line.seed(), line));
    return done;
  }
}
