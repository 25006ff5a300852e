package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.local.Detacher;
import io.capstan.jepsen.cluster.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process of a detached run. It is a session of its own, so that no terminal ends it, and runs
 * a copy of Capstan, so that no build changes what it runs.
 *
 * @param environment of this process
 */
record LabProcess(LabFiles files, Await await, Map<String, String> environment) {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration END_MAX = Duration.ofSeconds(10);

  /** The words for a run in the foreground that does the same. */
  private static List<String> words(LabFiles files, Seeds seeds, boolean resume, String commit) {
    List<String> words = new ArrayList<>(List.of("lab", files.lab(), "--foreground"));
    words.addAll(List.of("--seeds", seeds.toString()));
    words.addAll(List.of("--results", files.results().toString()));
    words.addAll(List.of("--work", files.work().toString(), "--commit", commit));
    if (resume) {
      words.add("--resume");
    }
    return words;
  }

  /**
   * Starts one, and waits until it has begun.
   *
   * @return its process id
   * @throws CommandFailed when another writes to the same results, or it ends at once
   */
  long start(Installation installation, Seeds seeds, boolean resume, String commit) {
    if (ResultsFile.isOpen(files.results())) {
      throw CommandFailed.unavailable(
          "a lab writes to " + files.results() + " already" + who(),
          "see: kv lab status   (kv lab stop " + files.lab() + " ends it)");
    }
    List<String> command = new ArrayList<>(Detacher.find(environment));
    command.add(installation.copyTo(files.copy()).launcher().toString());
    command.addAll(words(files, seeds, resume, commit));
    Process process = launch(command);
    await.until(() -> "the lab begins", START_MAX, () -> begun(process) || !process.isAlive());
    if (!begun(process)) {
      throw CommandFailed.unavailable(
          "the lab ended at once, with exit code " + process.exitValue(),
          "its log says why: " + files.log());
    }
    return process.pid();
  }

  private boolean begun(Process process) {
    return RunState.read(files.state()).filter(run -> run.pid() == process.pid()).isPresent();
  }

  private Process launch(List<String> command) {
    try {
      Files.createDirectories(files.work());
      return new ProcessBuilder(command)
          .redirectInput(Redirect.from(new File("/dev/null")))
          .redirectOutput(Redirect.appendTo(files.log().toFile()))
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  private String who() {
    return RunState.read(files.state()).map(run -> ": process " + run.pid()).orElse("");
  }

  /**
   * Ends it, and the processes that it started, with SIGTERM, and with SIGKILL what is left.
   *
   * @return its process id; empty when none ran
   */
  Optional<Long> stop() {
    Optional<Long> pid =
        RunState.read(files.state())
            .map(RunState::pid)
            .filter(known -> ResultsFile.isOpen(files.results()));
    pid.flatMap(ProcessHandle::of).ifPresent(this::end);
    return pid;
  }

  private void end(ProcessHandle lab) {
    List<ProcessHandle> started = lab.descendants().toList();
    lab.destroy();
    try {
      await.until(() -> "the lab ends", END_MAX, () -> !ResultsFile.isOpen(files.results()));
    } catch (IllegalStateException tooLong) {
      lab.destroyForcibly();
    }
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
