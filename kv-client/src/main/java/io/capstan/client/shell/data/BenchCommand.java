package io.capstan.client.shell.data;

import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.bench.BenchResult;
import io.capstan.client.bench.ClosedLoop;
import io.capstan.client.bench.Tally;
import io.capstan.client.bench.Workload;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.ProgressLine;
import io.capstan.limits.Limits;
import io.capstan.runtime.Ticker;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv bench}: puts and gets in a closed loop, and how long they took. */
@Command(
    name = "bench",
    description = "Measures puts and gets of this cluster in a closed loop.",
    footer = {
      "%nExamples:",
      "  kv bench                                  half puts, half gets, 64 in flight",
      "  kv bench --puts 100 --in-flight 256 --seconds 30 --warm-up 60",
      "  kv bench --gets 100 --level eventual --json",
      "%nIt writes keys that begin with bench: into the keyspace. The first minute of a young",
      "server is slow, because its code is not compiled yet: warm up before you compare."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int DRAIN_MILLIS = 30_000;
  private static final int TICK_MILLIS = 1000;

  @Mixin private RequestFlags request = new RequestFlags();

  @ArgGroup private Mix mix = new Mix();

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "64",
      description = "Operations under way at any time: ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long to measure: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "5",
      description = "Seconds of load before the measured ones: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Number of keys: ${DEFAULT-VALUE}.")
  private int keys;

  @Option(
      names = "--value-bytes",
      paramLabel = "N",
      defaultValue = "100",
      description = "Length of the values: ${DEFAULT-VALUE}.")
  private int valueBytes;

  @Option(names = "--no-fill", description = "Does not write all keys before a run with gets.")
  private boolean noFill;

  private final Terminal terminal;
  private final Ticker ticker = Ticker.system();

  public BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  private static final class Mix {
    @Option(names = "--puts", paramLabel = "PERCENT", description = "Share of puts: 50.")
    private @Nullable Integer puts;

    @Option(names = "--gets", paramLabel = "PERCENT", description = "Share of gets: 50.")
    private @Nullable Integer gets;

    int putPercent() {
      if (puts == null) {
        return gets == null ? 50 : 100 - gets;
      }
      return puts;
    }
  }

  @Override
  public Integer call() {
    requireRange("--puts or --gets", mix.putPercent(), 0, 100);
    requireRange("--in-flight", inFlight, 1, CapstanClient.CALLS_UNDER_WAY_MAX);
    requireRange("--seconds", seconds, 1, 86_400);
    requireRange("--warm-up", warmUp, 0, 86_400);
    requireRange("--keys", keys, 1, Integer.MAX_VALUE);
    requireRange("--value-bytes", valueBytes, 0, Limits.VALUE_BYTES_MAX);
    if (request.receipt()) {
      throw CommandFailed.usage("kv bench has no receipts to show", "leave --receipt out");
    }
    return request.run(terminal, this::bench);
  }

  private int bench(Keyspace rows) {
    var workload = new Workload(rows.async(), keys, mix.putPercent(), valueBytes);
    try (var progress = new ProgressLine(terminal)) {
      if (mix.putPercent() < 100 && !noFill) {
        fill(workload, progress);
      }
      BenchResult result = measure(workload, progress);
      progress.close();
      report(result);
      return (result.operations() > 0 ? Exit.OK : Exit.UNAVAILABLE).code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.unavailable("interrupted", "run it again");
    }
  }

  private void fill(Workload workload, ProgressLine progress) throws InterruptedException {
    var loop = new ClosedLoop(workload::fillNext, inFlight, ticker);
    Tally tally = loop.newTally();
    loop.start();
    while (!loop.awaitIdle(TICK_MILLIS)) {
      progress.show(String.format(Locale.ROOT, "writing keys: %,d", workload.filled()));
    }
    requireNoFinalFailure(loop);
    if (!tally.failures().isEmpty()) {
      terminal.warn("not all keys could be written: " + tally.failures());
    }
  }

  private BenchResult measure(Workload workload, ProgressLine progress)
      throws InterruptedException {
    var loop = new ClosedLoop(workload::next, inFlight, ticker);
    loop.start();
    watch(loop, loop.newTally(), "warming up", warmUp, progress);
    long begun = ticker.nanos();
    Tally tally = loop.newTally();
    watch(loop, tally, "measuring", seconds, progress);
    loop.newTally();
    requireNoFinalFailure(loop);
    var result = BenchResult.of(tally, ticker.nanos() - begun);
    loop.stop();
    if (!loop.awaitIdle(DRAIN_MILLIS)) {
      terminal.warn("some operations are still under way after " + DRAIN_MILLIS / 1000 + " s");
    }
    return result;
  }

  private static void requireNoFinalFailure(ClosedLoop loop) {
    loop.finalFailure()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  private static void watch(
      ClosedLoop loop, Tally tally, String what, int seconds, ProgressLine progress)
      throws InterruptedException {
    long before = 0;
    for (int second = 1; second <= seconds; second++) {
      // The loop does not end by itself: this is the pause of a second.
      if (loop.awaitIdle(TICK_MILLIS)) {
        return;
      }
      long now = tally.latencies().count();
      progress.show(
          String.format(
              Locale.ROOT, "%s %d/%d s: %,d operations/s", what, second, seconds, now - before));
      before = now;
    }
  }

  private void report(BenchResult result) {
    if (request.json()) {
      Json.print(terminal.out(), result::writeTo);
    } else {
      result.print(terminal.out());
    }
  }

  private static void requireRange(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw CommandFailed.usage(
          option + " " + value + " is not between " + min + " and " + max, "see: kv bench --help");
    }
  }
}
