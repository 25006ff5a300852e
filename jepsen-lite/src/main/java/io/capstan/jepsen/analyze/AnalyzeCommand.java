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
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.runtime.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv jepsen analyze}: is a stored history linearizable? */
@Command(
    name = "analyze",
    description = "Judges whether each key of a recorded history is linearizable.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:VALID: every key can be brought into an order",
      "1:INVALID: a key cannot",
      "2:the command line or the history itself is wrong",
      "4:UNKNOWN: a bound was hit first",
    },
    footer = {
      "%nExamples:",
      "  kv jepsen analyze history.jsonl",
      "  kv jepsen analyze etcd.log --model cas-register --json",
      "%nFormats: capstan (what kv jepsen records), edn and json (Jepsen, Knossos, Porcupine's",
      "key-value tests, jepsen-in-java), log (jepsen.util). Without --format the file's beginning",
      "tells, and without --model the operations do.",
      "%nA read that was told nil tells nothing, unless keys hold nil at first."
    })
final class AnalyzeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "HISTORY", description = "The file.")
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
    try {
      Analysis analysis = analyze();
      if (json) {
        Json.print(terminal.out(), analysis::write);
      } else {
        analysis.print(terminal.out());
      }
      return Exits.of(analysis.verdict().kind());
    } catch (MalformedHistoryException e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), "judge a whole, readable history");
    }
  }

  private Analysis analyze() {
    Format known = format == null ? guessFormat() : format;
    History history = read(known);
    String name = model == null ? Specs.guess(history) : model;
    if (!Specs.NAMES.contains(name)) {
      throw CommandFailed.usage(
          "unknown model \"" + name + "\"", "choose one of " + String.join(", ", Specs.NAMES));
    }
    String first = initial == null ? Specs.usualInitial(name, known) : initial;
    var spec = Specs.named(name, "nil".equals(first) ? null : first);
    long heap = Runtime.getRuntime().maxMemory();
    Bounds bounds = Bounds.within(heap, time, Ticker.system());
    return new Analysis(history, known, name, Linearizability.check(history, spec, bounds));
  }

  private Format guessFormat() {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return HistoryReader.guess(in);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private History read(Format known) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return HistoryReader.read(in, known);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CommandFailed unreadable(IOException e) {
    String problem =
        e instanceof NoSuchFileException
            ? "there is no such file"
            : e instanceof CharacterCodingException ? "it is not UTF-8" : e.toString();
    return CommandFailed.usage("cannot read " + file + ": " + problem, "name a recorded history");
  }
}
