package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Says which code runs, as results name it. */
final class Commit {
  static final String DIRTY = "-dirty";

  private static final String RESULTS = "docs/results";

  private Commit() {}

  /** The commit of a checkout, or the release of a distribution. */
  static String of(Installation installation) {
    return installation.checkout().map(Commit::of).orElseGet(Commit::release);
  }

  /** The id, and {@value #DIRTY} when anything but the results differs from it. */
  private static String of(Path checkout) {
    String id = git(checkout, "rev-parse", "HEAD").strip();
    String changes = git(checkout, "status", "--porcelain", "--", ".", ":(exclude)" + RESULTS);
    return changes.isBlank() ? id : id + DIRTY;
  }

  private static String release() {
    return "capstan-"
        + Optional.ofNullable(Commit.class.getPackage().getImplementationVersion())
            .orElse("development");
  }

  private static String git(Path checkout, String... words) {
    List<String> command = new ArrayList<>(List.of("git", "-C", checkout.toString()));
    command.addAll(Arrays.asList(words));
    try {
      Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() == 0) {
        return said;
      }
      throw refusal(checkout, "git " + words[0] + ": " + said.strip());
    } catch (IOException e) {
      throw refusal(checkout, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking git", e);
    }
  }

  private static CommandFailed refusal(Path checkout, String problem) {
    return CommandFailed.usage(
        "cannot tell the commit of " + checkout + ": " + problem.replace('\n', ' '),
        "results name the commit; make git work there");
  }
}
