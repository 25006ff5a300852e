package io.capstan.jepsen.analyze;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Durations;
import io.capstan.client.shell.output.Json;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.linear.Linearizability;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.HistoryReader;
import io.capstan.jepsen.report.Report;
import io.capstan.jepsen.report.TextReport;
import io.capstan.jepsen.run.RunDirectory;
import io.capstan.jepsen.run.RunResult;
import io.capstan.runtime.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv jepsen analyze}: what a stored run or history shows. */
@Command(
    name = "analyze",
    description = {
      "Judges a run of kv jepsen run once more, as the run did; or whether each key of any other",
      "recorded history is linearizable."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:VALID: every promise held; every key can be brought into an order",
      "1:INVALID: one did not; a key cannot",
      "2:the command line, or what is to be judged, is wrong",
      "4:UNKNOWN: too little happened, or a bound was hit, to tell",
    },
    footer = {
      "%nExamples:",
      "  kv jepsen analyze jepsen-runs/latest",
      "  kv jepsen analyze history.jsonl",
      "  kv jepsen analyze etcd.log --model cas-register --json",
      "%nA run's directory says itself how it is judged, and so does its history.jsonl for as long as",
      "it lies there. By itself, such as of a run that was killed, a history of several lanes is",
      "judged lane by lane: whether it is linearizable, whatever the lane promises.",
      "%nFormats: capstan (what kv jepsen records), edn and json (Jepsen, Knossos, Porcupine's",
      "key-value tests, jepsen-in-java), log (jepsen.util). Without --format the file's beginning",
      "tells, and without --model the operations do.",
      "%nA read that was told nil tells nothing, unless keys hold nil at first."
    })
final class AnalyzeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "RUN|HISTORY", description = "The directory of a run, or a file.")
  private Path file = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "M",
      description = "register, cas-register, kv, mutex, counter, set or list-append.")
  private @Nullable String model;

  @Option(names = "--format", paramLabel = "F", description = "One of ${COMPLETION-CANDIDATES}.")
  private @Nullable Format format;

  @Option(
      names = "--initial",
      paramLabel = "VALUE",
      description =
          "What registers and keys hold at first; nil: nothing. Without it 0, for kv the empty text,"
              + " and in the formats capstan and log nothing.")
  private @Nullable String initial;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "60s",
      description = "Gives up after this time: ${DEFAULT-VALUE}.")
  private Duration time = Duration.ofMinutes(1);

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  AnalyzeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (isOfRun()) {
      return run(RunFiles.directory(Files.isDirectory(file) ? file : file.resolveSibling("")));
    }
    Found found = InputFile.read(file, "judge a whole, readable history", this::analyze);
    if (json) {
      Json.print(terminal.out(), found::write);
    } else {
      found.print(terminal.out());
    }
    return Exits.of(found.verdict().kind());
  }

  private boolean isOfRun() {
    boolean foreign = model != null || format != null || initial != null;
    if (Files.isDirectory(file)) {
      if (foreign) {
        throw CommandFailed.usage(
            file + " is a run, which says by itself how it is judged",
            "leave out --model, --format and --initial");
      }
      return true;
    }
    RunDirectory beside = new RunDirectory(file.resolveSibling(""));
    return !foreign && file.endsWith(beside.history().getFileName()) && beside.isWhole();
  }

  private int run(RunDirectory directory) {
    RunResult result = RunFiles.read(directory).result(bounds());
    if (json) {
      terminal.out().print(Report.json(result, StoreFlags.Carried.replay(directory)));
    } else {
      TextReport.print(result, terminal.out(), terminal.colours());
    }
    return Exits.of(result.verdict().kind());
  }

  private Found analyze(BufferedReader in) throws IOException {
    Format known = format == null ? HistoryReader.guess(in) : format;
    History history = HistoryReader.read(in, known);
    Map<String, History> lanes = known == Format.CAPSTAN ? LaneAnalyses.lanes(history) : Map.of();
    Bounds bounds = bounds().together();
    if (lanes.size() < 2) {
      return analyze(history, known, bounds);
    }
    var unused = history.operations();
    Map<String, Analysis> found = new LinkedHashMap<>();
    lanes.forEach((lane, part) -> found.put(lane, analyze(part, known, bounds)));
    return new LaneAnalyses(found);
  }

  private Analysis analyze(History history, Format known, Bounds bounds) {
    String name = model == null ? Specs.guess(history) : model;
    if (!Specs.NAMES.contains(name)) {
      throw CommandFailed.usage(
          "unknown model \"" + name + "\"", "choose one of " + String.join(", ", Specs.NAMES));
    }
    String first = initial == null ? Specs.usualInitial(name, known) : initial;
    var spec = Specs.named(name, "nil".equals(first) ? null : first);
    return new Analysis(history, known, name, Linearizability.check(history, spec, bounds));
  }

  private Bounds bounds() {
    return Bounds.within(Runtime.getRuntime().maxMemory(), time, Ticker.system());
  }
}
