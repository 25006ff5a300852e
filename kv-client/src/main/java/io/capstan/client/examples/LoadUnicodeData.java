package io.capstan.client.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.AsyncKeyspace;
import io.capstan.client.CapstanClient;
import io.capstan.error.CapstanException;
import io.capstan.runtime.Ticker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Example: loads a file of lines {@code key;rest…} (such as {@code UnicodeData.txt}) into a
 * keyspace, one row a line, the whole line as the value.
 *
 * <pre>{@code
 * java -cp 'lib/*' io.capstan.client.examples.LoadUnicodeData SEEDS FILE [KEYSPACE]
 * }</pre>
 *
 * <p>SEEDS is {@code host:port,host:port,…}; KEYSPACE must exist, {@code strong} unless told. Nodes
 * may fail and return meanwhile: a write is sent until it is acknowledged. Exit code 0: every line
 * was acknowledged; 1: it was not, within {@value #MINUTES_MAX} minutes; 2: usage.
 */
public final class LoadUnicodeData {
  private static final int MINUTES_MAX = 10;
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(5);

  private LoadUnicodeData() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2 || arguments.length > 3) {
      System.err.println("usage: LoadUnicodeData SEEDS FILE [KEYSPACE]");
      System.exit(2);
    }
    List<String> seeds = List.of(arguments[0].split(",", -1));
    List<String> lines = Files.readAllLines(Path.of(arguments[1]), UTF_8);
    String keyspace = arguments.length == 3 ? arguments[2] : "strong";
    boolean complete;
    try (CapstanClient client =
        CapstanClient.builder().seeds(seeds).deadline(WRITE_DEADLINE).build()) {
      complete = load(client.keyspaceAsync(keyspace), lines, System.out);
    }
    System.exit(complete ? 0 : 1);
  }

  private static boolean load(AsyncKeyspace keyspace, List<String> lines, PrintStream out)
      throws InterruptedException {
    LineLoader loader = new LineLoader(keyspace);
    Progress progress = new Progress(loader, Ticker.system(), out);
    try {
      loader.submit(lines, progress::goOn);
    } catch (CapstanException e) {
      out.println(e.getMessage());
    }
    progress.print();
    return loader.written() == lines.size();
  }

  /** Prints once a second how far the load is, and ends it when it takes too long. */
  private static final class Progress {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LineLoader loader;
    private final Ticker ticker;
    private final PrintStream out;
    private final long start;
    private long printed;

    Progress(LineLoader loader, Ticker ticker, PrintStream out) {
      this.loader = loader;
      this.ticker = ticker;
      this.out = out;
      this.start = ticker.nanos();
      this.printed = start;
    }

    boolean goOn() {
      long now = ticker.nanos();
      if (now - printed >= SECOND) {
        printed = now;
        print();
      }
      return now - start < Duration.ofMinutes(MINUTES_MAX).toNanos();
    }

    void print() {
      out.printf(
          Locale.ROOT,
          "%d lines written, %d retries, %.1f s%n",
          loader.written(),
          loader.retries(),
          (ticker.nanos() - start) / (double) SECOND);
    }
  }
}
