package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.run.Plan;
import io.capstan.jepsen.run.PlanFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv jepsen replay}: does once more what a plan says. */
@Command(
    name = "replay",
    description = "Carries out a plan once more, and judges what clients were told this time.",
    footer = {
      "%nExamples:",
      "  kv jepsen replay jepsen-runs/latest/plan.json   draws again whom faults hit",
      "  kv jepsen replay jepsen-runs/latest/done.json   hits the same nodes and links again",
      "%nTo replay a seed: kv jepsen run with the same options and --seed.",
      "Exit codes are those of kv jepsen run. Processes and networks have a timing of their own:",
      "the same plan asks the same requests, and need not get the same answers."
    })
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private RunFlags flags = new RunFlags();

  @Parameters(paramLabel = "PLAN", description = "A plan, such as plan.json of a run.")
  private Path file = Path.of("");

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return flags.run(terminal, read(file));
  }

  /** Reads a plan that somebody named. */
  static Plan read(Path file) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return PlanFile.read(in);
    } catch (MalformedHistoryException e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), "give a plan.json of a run");
    } catch (NoSuchFileException e) {
      throw CommandFailed.usage("there is no " + file, "give a plan.json of a run");
    } catch (IOException e) {
      throw CommandFailed.usage("cannot read " + file + ": " + e, "give a plan.json of a run");
    }
  }
}
