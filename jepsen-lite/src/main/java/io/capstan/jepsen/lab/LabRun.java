package io.capstan.jepsen.lab;

import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.run.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs seeds one after another in this process, and keeps a line of each as soon as it has ended.
 *
 * @param json whether the lines are printed as they are kept, not for a person
 */
record LabRun(Attempt attempt, LabFiles files, Terminal terminal, boolean json) {

  /**
   * Runs them.
   *
   * @param resume leaves out those that have a line of this commit
   * @return whether all seeds, those left out too, were as expected
   */
  boolean run(Seeds seeds, boolean resume) {
    try (ResultsFile results = ResultsFile.open(files.results())) {
      List<ResultLine> before = results.lines();
      RunState state =
          new RunState(
              ProcessHandle.current().pid(), seeds, attempt.commit(), resume ? 0 : before.size());
      state.write(files.state());
      Map<Long, ResultLine> done = state.done(files.lab(), before);
      warnOfDirt(done);
      say("%s, seeds %s of %s, %d done before".formatted(lab(), seeds, commit(), done.size()));
      seeds.each().filter(seed -> !done.containsKey(seed)).forEach(seed -> run(seed, results));
      return finish(state.done(files.lab(), results.lines()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lab() {
    return attempt.lab().name();
  }

  private String commit() {
    return attempt.commit();
  }

  private void warnOfDirt(Map<Long, ResultLine> done) {
    if (commit().endsWith(Commit.DIRTY) && !done.isEmpty()) {
      terminal.warn("the lines of " + commit() + " may be of other changes than those here now");
    }
  }

  private void run(long seed, ResultsFile results) {
    Path directory = files.directory(seed);
    try {
      Directories.makeEmpty(directory);
      LabContext context =
          new LabContext(directory, text -> say("%s seed %d: %s".formatted(lab(), seed, text)));
      ResultLine line = attempt.run(seed, false, context);
      results.append(line);
      show(line, directory);
      if (!attempt.lab().keepsFiles(line)) {
        Directories.remove(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void show(ResultLine line, Path directory) {
    if (json) {
      terminal.out().println(line.json());
      terminal.out().flush();
    } else {
      say(line.summary());
    }
    if (attempt.lab().keepsFiles(line)) {
      say("    it left its files in " + directory);
    }
  }

  private void say(String line) {
    terminal.say(line);
  }

  private boolean finish(Map<Long, ResultLine> done) {
    List<String> objections = attempt.lab().objections(done.values());
    String verdicts = Standing.verdicts(done.values(), objections);
    say("%s: %d seeds, %s".formatted(lab(), done.size(), verdicts));
    return objections.isEmpty();
  }
}
