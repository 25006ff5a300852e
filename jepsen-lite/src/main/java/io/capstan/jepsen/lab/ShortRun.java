package io.capstan.jepsen.lab;

import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.run.Directories;
import io.capstan.runtime.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One brief seed here and now, of which no line is kept.
 *
 * @param limit when it takes longer, it failed
 */
record ShortRun(Attempt attempt, Terminal terminal, boolean json, Duration limit) {
  static final Duration LIMIT = Duration.ofSeconds(90);

  /** Runs it; true when it was as expected, and in time. */
  boolean run(long seed) {
    String lab = attempt.lab().name();
    terminal.say("%s seed %d; again with: kv lab %1$s --short --seed %2$d".formatted(lab, seed));
    Path directory = scratch(lab);
    LabContext context = new LabContext(directory, text -> terminal.say("    " + text));
    CompletableFuture<ResultLine> result =
        CompletableFuture.supplyAsync(
            () -> attempt.run(seed, true, context), task -> Threads.start("lab-" + lab, task));
    try {
      return finish(result.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join(), directory);
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof TimeoutException)) {
        throw e;
      }
      return giveUp(seed, directory);
    }
  }

  /** Its thread ends with this process, which is about to end; what it started would not. */
  private boolean giveUp(long seed, Path directory) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    String lab = attempt.lab().name();
    terminal.say("%s seed %d: not done after %d s".formatted(lab, seed, limit.toSeconds()));
    terminal.say("    it left its files in " + directory);
    return false;
  }

  private static Path scratch(String lab) {
    try {
      return Files.createTempDirectory("kv-lab-" + lab + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean finish(ResultLine line, Path directory) {
    terminal.out().println(json ? line.json() : line.summary());
    try {
      if (line.outcome().asExpected()) {
        Directories.remove(directory);
      } else {
        terminal.say("    it left its files in " + directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.outcome().asExpected();
  }
}
