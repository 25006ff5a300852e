package io.capstan.client.shell.bulk;

import io.capstan.client.CapstanClient;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.bulk.Checkpoint.Target;
import io.capstan.client.shell.data.ConnectionFlags;
import io.capstan.client.shell.data.KeyspaceFlag;
import io.capstan.client.shell.output.Durations;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Ticker;
import io.capstan.v1.Keyspace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv load}: the lines of a file as rows. */
@Command(
    name = "load",
    description = "Puts a row for every line of a file; run again, it goes on where it broke off.",
    footer = {
      "%nExamples:",
      "  kv load UnicodeData.txt --format csv --delimiter ';' --quote none --key 0",
      "  kv load users.csv --header --key email --value name -k users",
      "  kv load orders.jsonl --key id --rejects bad.txt --max-rejects 0",
      "%nA line ends with \\n; a \\r right before it belongs to the line end. Otherwise lines of csv",
      "and tsv are bytes, and may hold any. With a quote, a field in quotes may hold delimiters,",
      "line ends and doubled quotes (RFC 4180). Of a jsonl, --key and --value are names of members;",
      "bytes that are no text are taken from NAME_base64, as kv export writes them.",
      "%nWhen a key is in the file twice, the later line wins. A line is rejected, with its number",
      "and the reason on standard error, when it has no such column, when its key is empty or over",
      "4096 bytes or its value over 1 MiB, or when it is malformed. The exit code is 3 when any",
      "line was rejected, in this run or in those that it goes on from, otherwise 0.",
      "%nIn an EVENTUAL keyspace a row is superseded, and not kept, when a write of its key with a",
      "later stamp is there; such rows are loaded, and counted.",
      "%nThe checkpoint tells which rows are acknowledged. It is written every second and at",
      "Ctrl-C, and removed when all lines are done with. The next run with the same FILE, cluster,",
      "keyspace and options goes on from there: rows acknowledged since the last checkpoint are put",
      "again, which changes nothing unless others have written them since. A file with another size,",
      "beginning or text before that place is refused.",
      "%nIt knows nothing of the reads and writes of other runs: it takes and leaves no session."
    })
public final class LoadCommand implements Callable<Integer> {
  private static final int IN_FLIGHT_MAX = 4096;

  @Mixin private ConnectionFlags connection = new ConnectionFlags();
  @Mixin private KeyspaceFlag keyspace = new KeyspaceFlag();
  @Mixin private FormatFlags formats = new FormatFlags();

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "COLUMN",
      description = "Where the key is: a number from 0, with --header a name, of a jsonl a member.")
  private String key = "";

  @Option(
      names = "--value",
      paramLabel = "line|COLUMN",
      defaultValue = LoadPlan.LINE,
      description = "Where the value is, as for --key, or the whole line as it stands: line.")
  private String value = LoadPlan.LINE;

  @Option(names = "--header", description = "The first line names the columns.")
  private boolean header;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "256",
      description = "Rows under way at any time: ${DEFAULT-VALUE}. At most 16 MiB are.")
  private int inFlight;

  @Option(
      names = "--checkpoint",
      paramLabel = "PATH",
      description = "Where the progress is kept: FILE.capstan-load.")
  private @Nullable Path checkpoint;

  @Option(names = "--restart", description = "Loads from the beginning whatever the checkpoint.")
  private boolean restart;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "60s",
      description = "How long a row that cannot be written is tried again: ${DEFAULT-VALUE}.")
  private Duration patience = Duration.ofMinutes(1);

  @Option(
      names = "--max-rejects",
      paramLabel = "N",
      defaultValue = "100",
      description = "Stops when more lines are rejected: ${DEFAULT-VALUE}.")
  private long rejectsMax;

  @Option(
      names = "--rejects",
      paramLabel = "PATH",
      description = "Appends the rejected lines' numbers and reasons there.")
  private @Nullable Path rejects;

  @Option(names = "--json", description = "Prints the summary as one JSON object.")
  private boolean json;

  private final Terminal terminal;

  public LoadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Format format = formats.format(file);
    var plan = new LoadPlan(format, formats.dialect(format), header, key, value);
    requireRange("--in-flight", inFlight, IN_FLIGHT_MAX);
    requireRange("--max-rejects", rejectsMax + 1, Long.MAX_VALUE);
    if (!Files.isRegularFile(file)) {
      throw CommandFailed.usage(
          file + " is no regular file", "a load must be able to read it again");
    }
    try (FileChannel source = FileChannel.open(file);
        CapstanClient client = connection.open(terminal)) {
      Target target = target(client, plan);
      return job(plan, target).run(client.keyspaceAsync(keyspace.keyspace()), source).code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.unavailable("interrupted", "run the same command again to go on");
    } catch (IOException e) {
      throw CommandFailed.usage(
          "a file cannot be used: " + e, "run the same command again to go on when it can");
    }
  }

  private LoadJob job(LoadPlan plan, Target target) {
    return new LoadJob(
        terminal,
        Ticker.system(),
        plan,
        target,
        checkpoint == null ? CheckpointFile.beside(file) : new CheckpointFile(checkpoint),
        new Loader.Bounds(inFlight, patience, rejectsMax),
        new LoadJob.Choices(restart, rejects, json));
  }

  private Target target(CapstanClient client, LoadPlan plan) {
    ClusterView view = client.cluster().toCompletableFuture().join();
    String name = keyspace.keyspace();
    Keyspace into =
        view.keyspace(name)
            .orElseThrow(
                () ->
                    CapstanException.of(
                        Failure.KEYSPACE_UNKNOWN, "there is no keyspace \"" + name + "\""));
    return new Target(view.clusterId(), name, into.getIncarnation(), plan.text());
  }

  private static void requireRange(String option, long number, long max) {
    if (number < 1 || number > max) {
      throw CommandFailed.usage(option + " is out of range", "see: kv load --help");
    }
  }
}
