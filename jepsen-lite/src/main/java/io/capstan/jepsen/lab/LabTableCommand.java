package io.capstan.jepsen.lab;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv lab table}: results as a table for a page of documentation. */
@Command(
    name = "table",
    description = "Prints the newest result of each seed as a table of Markdown.",
    footer = {
      "%nExamples:",
      "  kv lab table broken --by mode > docs/results/broken.md",
      "  kv lab table honest --by fault"
    })
final class LabTableCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Labs labs;
  private final Installation installation;

  @Parameters(paramLabel = "NAME", description = "The lab.")
  private String name = "";

  @Option(
      names = "--by",
      paramLabel = "DETAIL",
      defaultValue = "mode",
      description = "The detail that tells rows apart: ${DEFAULT-VALUE}.")
  private String by = "mode";

  @Mixin private ResultsFlag results = new ResultsFlag();

  LabTableCommand(Terminal terminal, Labs labs, Installation installation) {
    this.terminal = terminal;
    this.labs = labs;
    this.installation = installation;
  }

  @Override
  public Integer call() {
    LabFiles files = results.choose(labs.named(name).name(), installation);
    text(by, ResultsFile.read(files.results())).forEach(terminal.out()::println);
    return Exit.OK.code();
  }

  /**
   * The lines of the table.
   *
   * @param lines in the order in which they were kept: of a seed the last counts
   */
  static List<String> text(String by, List<ResultLine> lines) {
    Map<Long, ResultLine> newest = new TreeMap<>();
    lines.forEach(line -> newest.put(line.seed(), line));
    Map<String, List<ResultLine>> rows = new TreeMap<>();
    for (ResultLine line : newest.values()) {
      String row = line.outcome().details().getOrDefault(by, "");
      rows.computeIfAbsent(row, added -> new ArrayList<>()).add(line);
    }
    List<String> text = new ArrayList<>();
    text.add("| " + by + " | as expected | verdicts | broken promises | seconds | commit |");
    text.add("| --- | --- | --- | --- | --- | --- |");
    rows.forEach((row, members) -> text.add(line(row, members)));
    return text;
  }

  private static String line(String row, List<ResultLine> members) {
    long expected = members.stream().filter(line -> line.outcome().asExpected()).count();
    Map<String, Long> verdicts =
        members.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.outcome().verdict(), TreeMap::new, Collectors.counting()));
    TreeSet<String> found = new TreeSet<>();
    TreeSet<String> commits = new TreeSet<>();
    for (ResultLine line : members) {
      String promises = line.outcome().details().getOrDefault("found", "");
      found.addAll(Arrays.asList(promises.split(", ", -1)));
      commits.add(line.commit().substring(0, Math.min(12, line.commit().length())));
    }
    found.remove("");
    List<Duration> times = members.stream().map(ResultLine::elapsed).sorted().toList();
    return "| `%s` | %d of %d | %s | %s | %d to %d | %s |"
        .formatted(
            row,
            expected,
            members.size(),
            verdicts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ")),
            String.join(", ", found),
            times.get(0).toSeconds(),
            times.get(times.size() - 1).toSeconds(),
            String.join(" ", commits));
  }
}
