package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.Table;
import io.capstan.jepsen.cluster.Await;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Ticker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv lab}: lists the labs, or runs one. */
@Command(
    name = "lab",
    description =
        "Runs what takes long, seed by seed, detached from this terminal; lists the labs.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all was as expected; detached: it has begun",
      "1:more seeds than the lab allows were not as expected, or one took too long",
      "2:the command line or a file is wrong",
      "5:another lab writes to the same results, or it did not begin",
    },
    footer = {
      "%nExamples:",
      "  kv lab                              the labs",
      "  kv lab checker --seeds 1..20        20 seeds, detached; a line each in docs/results",
      "  kv lab status",
      "  kv lab stop checker                 the seed under way is lost",
      "  kv lab checker --seeds 1..20 --resume",
      "  kv lab checker --short              one seed here, in less than 90 s; no line is kept"
    })
final class LabCommand implements Callable<Integer> {
  static final int UNEXPECTED_EXIT = 1;

  private final Terminal terminal;
  private final Labs labs;
  private final Installation installation;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The lab; without it: a list.")
  private @Nullable String name;

  @Option(
      names = "--seeds",
      paramLabel = "A..B",
      description = "From seed A to seed B; without it what the list says.")
  private @Nullable String seeds;

  @Option(
      names = "--resume",
      description = "Leaves out the seeds that have a line of this commit in the results.")
  private boolean resume;

  @Option(names = "--foreground", description = "Runs here, and ends when it is done.")
  private boolean foreground;

  @Option(names = "--short", description = "Runs one seed here, briefly, and keeps no line of it.")
  private boolean brief;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of --short; without it the clock gives one.")
  private @Nullable Long seed;

  @Option(names = "--json", description = "Prints JSON objects, one a line.")
  private boolean json;

  @Option(names = "--work", hidden = true, description = "Where a detached run has its files.")
  private @Nullable Path work;

  @Option(names = "--commit", hidden = true, description = "What a detached run is a copy of.")
  private @Nullable String commit;

  @Mixin private ResultsFlag results = new ResultsFlag();

  private LabCommand(Terminal terminal, Labs labs, Installation installation) {
    this.terminal = terminal;
    this.labs = labs;
    this.installation = installation;
  }

  /** The command with those below it. */
  static CommandLine create(Terminal terminal, Labs labs, Installation installation) {
    return new CommandLine(new LabCommand(terminal, labs, installation))
        .addSubcommand(new LabStatusCommand(terminal, labs, installation))
        .addSubcommand(new LabTableCommand(terminal, labs, installation))
        .addSubcommand(new LabStopCommand(terminal, labs, installation));
  }

  @Override
  public Integer call() {
    requireSense();
    if (name == null) {
      return list();
    }
    Lab lab = labs.named(name);
    boolean well = true;
    if (brief) {
      long chosen = seed == null ? Clocks.system().instant().getEpochSecond() : seed;
      well = new ShortRun(attempt(lab), terminal, json, ShortRun.LIMIT).run(chosen);
    } else if (foreground) {
      well = new LabRun(attempt(lab), files(), terminal, json).run(seeds(lab), resume);
    } else {
      detach(lab);
    }
    return well ? Exit.OK.code() : UNEXPECTED_EXIT;
  }

  private void requireSense() {
    boolean many = seeds != null || resume || foreground || results.isGiven();
    if (name == null && (many || brief || seed != null)) {
      throw refusal("which lab?", "name one; see: kv lab");
    }
    if (brief && many) {
      throw refusal(
          "--short is one seed here, and keeps no line",
          "leave out --seeds, --resume, --foreground and --results");
    }
    if (seed != null && !brief) {
      throw refusal("--seed is for --short", "for one seed write --seeds " + seed + ".." + seed);
    }
    if (seed != null && seed < 0) {
      throw refusal("seed " + seed + " is below 0", "give one from 0 on");
    }
  }

  private static CommandFailed refusal(String problem, String hint) {
    return CommandFailed.usage(problem, hint);
  }

  private Seeds seeds(Lab lab) {
    return seeds == null ? lab.usual() : Seeds.parse(seeds);
  }

  private LabFiles files() {
    LabFiles chosen = results.choose(String.valueOf(name), installation);
    return work == null ? chosen : new LabFiles(chosen.lab(), chosen.results(), work);
  }

  private String commit() {
    return commit == null ? Commit.of(installation) : commit;
  }

  private Attempt attempt(Lab lab) {
    return new Attempt(lab, commit(), Ticker.system(), Clocks.system(), terminal.err());
  }

  private void detach(Lab lab) {
    LabFiles files = files();
    Seeds chosen = seeds(lab);
    long pid =
        new LabProcess(files, Await.system(), terminal.environment())
            .start(installation, chosen, resume, commit());
    if (json) {
      Json.print(
          terminal.out(),
          fields -> {
            fields.writeStringField("lab", lab.name());
            fields.writeNumberField("pid", pid);
            fields.writeStringField("seeds", chosen.toString());
            fields.writeStringField("results", files.results().toString());
            fields.writeStringField("log", files.log().toString());
          });
      return;
    }
    terminal.out().printf("%s runs as process %d, seeds %s%n", lab.name(), pid, chosen);
    terminal.out().printf("results  %s%n", files.results());
    terminal.out().printf("log      %s%n", files.log());
    String where = results.isGiven() ? " --results " + files.results() : "";
    terminal.out().printf("follow   tail -f %s%n", files.log());
    terminal.out().printf("status   kv lab status %s%s%n", lab.name(), where);
    terminal.out().printf("stop     kv lab stop %s%s%n", lab.name(), where);
  }

  private int list() {
    if (json) {
      labs.each().forEach(this::print);
      return Exit.OK.code();
    }
    Table table = new Table("LAB", "SEEDS", "A SEED", "SHOWS");
    for (Lab lab : labs.each()) {
      String time = "about " + lab.typical().toSeconds() + " s";
      table.row(lab.name(), lab.usual(), time, lab.description());
    }
    table.print(terminal.out());
    return Exit.OK.code();
  }

  private void print(Lab lab) {
    Json.print(
        terminal.out(),
        fields -> {
          fields.writeStringField("lab", lab.name());
          fields.writeStringField("description", lab.description());
          fields.writeStringField("seeds", lab.usual().toString());
          fields.writeNumberField("seconds_per_seed", lab.typical().toSeconds());
        });
  }
}
