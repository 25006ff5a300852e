package io.capstan.client.shell.bulk;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.CapstanClient;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.client.Row;
import io.capstan.client.ScanPage;
import io.capstan.client.ScanRange;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.bulk.Pace.Amount;
import io.capstan.client.shell.data.ConnectionFlags;
import io.capstan.client.shell.data.KeyspaceFlag;
import io.capstan.client.shell.data.LevelFlag;
import io.capstan.client.shell.data.QuorumFlag;
import io.capstan.client.shell.output.Durations;
import io.capstan.runtime.Ticker;
import io.capstan.v1.Mode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv export}: the rows of a keyspace as a file. */
@Command(
    name = "export",
    description = "Writes the rows of a keyspace in key order, for kv load or another program.",
    footer = {
      "%nExamples:",
      "  kv export rows.csv                        key and value; quotes where they are needed",
      "  kv export -k orders --format jsonl | gzip > orders.jsonl.gz",
      "  kv export lines.txt --format lines        what was loaded with --value line",
      "%nTo read a csv or tsv back: kv load FILE --key 0 --value 1; a jsonl: --key key --value value.",
      "In jsonl, bytes that are no UTF-8 are in members key_base64 and value_base64.",
      "FILE gets its name, and replaces what had it, only when all rows are in it.",
      "Rows are read page by page: those of different pages may be of different moments.",
      "It knows nothing of the reads and writes of other runs: it takes no session. A STRONG keyspace",
      "is read at level strong, so that each page has all that was acknowledged; an EVENTUAL one at",
      "its own level, from R replicas of each slice: it has every write that W replicas have",
      "acknowledged, where R + W is more than N, as it is by default."
    })
public final class ExportCommand implements Callable<Integer> {
  @Mixin private ConnectionFlags connection = new ConnectionFlags();
  @Mixin private KeyspaceFlag keyspace = new KeyspaceFlag();
  @Mixin private LevelFlag level = new LevelFlag();
  @Mixin private QuorumFlag quorum = new QuorumFlag();
  @Mixin private FormatFlags formats = new FormatFlags();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where the rows go: standard output.")
  private @Nullable Path file;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin with it.")
  private String prefix = "";

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "60s",
      description = "How long a page that cannot be had is asked for: ${DEFAULT-VALUE}.")
  private Duration patience = Duration.ofMinutes(1);

  private final Terminal terminal;
  private final Ticker ticker = Ticker.system();

  public ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Format format = formats.format(file);
    RowWriter writer = RowWriter.of(format, formats.dialect(format));
    try (CapstanClient client = connection.open(terminal);
        var stop = new StopSignal();
        var pace = new Pace(terminal, ticker, Amount.NOTHING, 0)) {
      // A cluster that is not there at all is worth no patience.
      ClusterView cluster = client.cluster().toCompletableFuture().join();
      AsyncKeyspace rows =
          client
              .keyspaceAsync(keyspace.keyspace())
              .with(RequestOptions.DEFAULT.withLevel(level(cluster)).withQuorum(quorum.quorum()));
      var scanner = rows.scan(ScanRange.prefix(prefix.getBytes(StandardCharsets.UTF_8)));
      var pages =
          new Pages(
              scanner,
              patience,
              ticker,
              stop::asked,
              why ->
                  pace.say(
                      "kv: asking again for " + patience.toSeconds() + " s: " + why.getMessage()));
      var run = new Run(pages, writer, pace);
      return (file == null ? toStandardOutput(run) : toFile(run, file)).code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.unavailable("interrupted", "run it again");
    }
  }

  /** What no session asks for is asked for here: all that was acknowledged. */
  private Level level(ClusterView cluster) {
    boolean strong =
        cluster
            .keyspace(keyspace.keyspace())
            .filter(found -> found.getMode() == Mode.MODE_STRONG)
            .isPresent();
    boolean chosen = !level.level().equals(Level.KEYSPACE_DEFAULT);
    return strong && !chosen ? Level.STRONG : level.level();
  }

  private Exit toFile(Run run, Path named) throws InterruptedException {
    try (var target = new ExportFile(named)) {
      run.write(target.stream());
      if (run.complete) {
        target.commit();
      }
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("interrupted while it wrote");
    } catch (IOException e) {
      run.pace.say("kv: cannot write " + named + ": " + e);
      terminal.say("    nothing is left of it; give it room, or another place");
      return Exit.OUTPUT_LOST;
    }
    return run.complete ? finished(run) : stopped(run);
  }

  /** That rows could not be printed is found out, and said, where every command ends. */
  private Exit toStandardOutput(Run run) throws InterruptedException {
    try {
      run.write(terminal.out());
    } catch (IOException e) {
      throw new UncheckedIOException("print streams throw nothing", e);
    }
    if (terminal.out().failure().isPresent()) {
      return Exit.OK;
    }
    return run.complete ? finished(run) : stopped(run);
  }

  private Exit finished(Run run) {
    run.pace.close();
    String warning = run.writer.warning();
    if (!warning.isEmpty()) {
      terminal.warn(warning);
    }
    terminal.say(
        String.format(
            Locale.ROOT,
            "%,d rows exported in %.1f s (%s)",
            run.done.rows(),
            run.pace.seconds(),
            run.pace.rates(run.done)));
    return Exit.OK;
  }

  private Exit stopped(Run run) {
    run.pace.say(
        String.format(Locale.ROOT, "kv: stopped after %,d rows; run it again", run.done.rows()));
    return Exit.UNAVAILABLE;
  }

  /** One export, and how far it is. */
  private final class Run {
    private final Pages pages;
    private final RowWriter writer;
    private final Pace pace;
    private Amount done = Amount.NOTHING;
    private boolean complete;

    Run(Pages pages, RowWriter writer, Pace pace) {
      this.pages = pages;
      this.writer = writer;
      this.pace = pace;
    }

    void write(OutputStream out) throws IOException, InterruptedException {
      boolean rowsOnTheTerminal = file == null && terminal.interactive().out();
      ScanPage page = pages.next();
      while (page != null && !complete && !terminal.out().checkError()) {
        long bytes = done.bytes();
        for (Row row : page.rows()) {
          writer.write(row, out);
          bytes += row.key().length + row.value().length;
        }
        done = new Amount(done.rows() + page.rows().size(), bytes);
        complete = page.last();
        if (!rowsOnTheTerminal) {
          pace.show(done);
        }
        page = complete ? page : pages.next();
      }
    }
  }
}
