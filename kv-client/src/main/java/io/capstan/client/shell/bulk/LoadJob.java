package io.capstan.client.shell.bulk;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.bulk.Checkpoint.Target;
import io.capstan.client.shell.bulk.Loader.End;
import io.capstan.client.shell.bulk.Pace.Amount;
import io.capstan.client.shell.output.Json;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a load: from the checkpoint, or the beginning, as far as it gets.
 *
 * <p>Thread safety: confined to one thread.
 *
 * @param target where the rows go
 * @param checkpoint where the progress is kept
 */
record LoadJob(
    Terminal terminal,
    Ticker ticker,
    LoadPlan plan,
    Target target,
    CheckpointFile checkpoint,
    Loader.Bounds bounds,
    Choices choices) {
  private static final long CHECKPOINT_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * What a person may choose.
   *
   * @param restart whether an earlier checkpoint is of no account
   * @param rejects where rejected lines are named; null: standard error
   */
  record Choices(boolean restart, @Nullable Path rejects, boolean json) {}

  /** Runs it, and says how it ended. */
  Exit run(AsyncKeyspace rows, FileChannel source) throws IOException, InterruptedException {
    RecordReader first = reader(source, Position.START);
    RowMaker maker = plan.rows(plan.header() ? header(first) : null);
    LoadProgress begin =
        earlier(source).orElseGet(() -> LoadProgress.beginningAt(first.position()));
    RecordReader reader = reader(source, begin.acknowledged());
    try (var pace = new Pace(terminal, ticker, amount(begin), source.size());
        var stop = new StopSignal()) {
      var watch = new Watch(source, pace);
      watch.save(begin);
      Loader.Source lines =
          () -> {
            TextRecord record = reader.next();
            return record == null ? null : maker.rowOf(record);
          };
      var loader = new Loader(rows, lines, begin, bounds, watch, stop::asked, ticker);
      End end = runAndSave(loader, watch);
      pace.close();
      return report(end, begin, loader.progress(), pace);
    }
  }

  private RecordReader reader(FileChannel source, Position from) throws IOException {
    return new RecordReader(new ByteWindow(source, from.offset()), plan.dialect(), from.line());
  }

  private static TextRecord header(RecordReader reader) throws IOException {
    TextRecord header = reader.next();
    if (header == null || !header.problem().isEmpty()) {
      throw CommandFailed.usage(
          "the header cannot be read: " + (header == null ? "no line" : header.problem()),
          "without --header columns are numbers");
    }
    return header;
  }

  /** How far an earlier run got; refuses a checkpoint of another load, and a changed file. */
  private Optional<LoadProgress> earlier(FileChannel source) throws IOException {
    Optional<Checkpoint> found = choices.restart() ? Optional.empty() : checkpoint.read();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    LoadProgress progress = found.get().progress();
    String difference = found.get().target().differenceFrom(target);
    if (!difference.isEmpty()) {
      throw CommandFailed.usage(
          "the checkpoint " + checkpoint.path() + " is of a load " + difference,
          "finish that one first, give this one another --checkpoint, or --restart");
    }
    if (!found.get().file().equals(Fingerprint.of(source, progress.acknowledged().offset()))) {
      throw CommandFailed.usage(
          "the file has changed since line " + progress.acknowledged().line() + " was loaded",
          "load it from the beginning with --restart");
    }
    terminal.say(
        String.format(
            Locale.ROOT,
            "going on from line %,d: %,d rows are loaded",
            progress.acknowledged().line(),
            progress.loaded()));
    return Optional.of(progress);
  }

  private End runAndSave(Loader loader, Watch watch) throws IOException, InterruptedException {
    End end = End.STOPPED;
    try {
      end = loader.run();
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } finally {
      if (end == End.COMPLETE) {
        checkpoint.remove();
      } else if (watch.source.isOpen()) {
        watch.save(loader.progress());
      }
    }
    return end;
  }

  /** An interrupt closes the file that is at work, and leaves the thread interrupted. */
  private static InterruptedException interrupted() {
    boolean unused = Thread.interrupted();
    return new InterruptedException("interrupted at work on a file");
  }

  private static Amount amount(LoadProgress progress) {
    return new Amount(progress.loaded(), progress.acknowledged().offset());
  }

  private Exit report(End end, LoadProgress begin, LoadProgress done, Pace pace) {
    if (choices.json()) {
      Json.print(
          terminal.out(),
          fields -> {
            fields.writeBooleanField("complete", end == End.COMPLETE);
            fields.writeNumberField("loaded", done.loaded());
            fields.writeNumberField("superseded", done.superseded());
            fields.writeNumberField("rejected", done.rejected());
            fields.writeNumberField("loaded_by_earlier_runs", begin.loaded());
            fields.writeNumberField("seconds", Math.round(pace.seconds() * 1000) / 1000.0);
            fields.writeNumberField(
                "rows_per_second", Math.round(pace.rowsPerSecond(amount(done))));
          });
    } else {
      terminal.out().println(summary(begin, done, pace));
    }
    terminal.out().flush();
    return switch (end) {
      case TOO_MANY_REJECTED -> {
        terminal.say("kv: more than " + bounds.rejects() + " lines are rejected");
        terminal.say("    go on with a higher --max-rejects, or mend the file and --restart");
        yield Exit.REFUSED;
      }
      case COMPLETE -> done.rejected() > 0 ? Exit.REFUSED : Exit.OK;
      default -> {
        terminal.say("kv: stopped; run the same command again to go on");
        yield Exit.UNAVAILABLE;
      }
    };
  }

  private static String summary(LoadProgress begin, LoadProgress done, Pace pace) {
    return String.format(
        Locale.ROOT,
        "%,d rows loaded%s, %,d lines rejected%s, in %.1f s (%s)",
        done.loaded(),
        done.superseded() == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %,d of them superseded by later writes", done.superseded()),
        done.rejected(),
        begin.loaded() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d of the rows by earlier runs", begin.loaded()),
        pace.seconds(),
        pace.rates(amount(done)));
  }

  /** Keeps the checkpoint and the person up to date. */
  private final class Watch implements Loader.Events {
    private final FileChannel source;
    private final Pace pace;
    private long savedNanos = ticker.nanos();

    Watch(FileChannel source, Pace pace) {
      this.source = source;
      this.pace = pace;
    }

    @Override
    public void rejected(long line, String reason) throws IOException {
      String text = "line " + line + ": " + reason;
      Path file = choices.rejects();
      if (file == null) {
        pace.say(text);
      } else {
        Files.writeString(
            file,
            text + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    }

    @Override
    public void tick(LoadProgress progress) throws IOException {
      if (ticker.nanos() - savedNanos >= CHECKPOINT_NANOS) {
        save(progress);
      }
      pace.show(amount(progress));
    }

    void save(LoadProgress progress) throws IOException {
      savedNanos = ticker.nanos();
      try {
        Fingerprint file = Fingerprint.of(source, progress.acknowledged().offset());
        checkpoint.write(new Checkpoint(target, file, progress));
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        throw CommandFailed.usage(
            "cannot write the checkpoint " + checkpoint.path() + ": " + e,
            "give another place with --checkpoint");
      }
    }
  }
}
