package io.capstan.client.shell.bulk;

import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.ProgressLine;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows on standard error how far a long run is and how fast: on a terminal as one line that is
 * redrawn, elsewhere as a line every {@value #LINE_SECONDS} seconds.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Pace implements AutoCloseable {
  private static final long REDRAW_NANOS = Duration.ofMillis(200).toNanos();
  private static final int LINE_SECONDS = 10;
  private static final int BAR_CELLS = 20;
  private static final double NANOS = 1e9;

  private final Terminal terminal;
  private final Ticker ticker;
  private final ProgressLine line;
  private final Amount begin;
  private final long bytesTotal;
  private final long begunNanos;
  private long shownNanos;

  /**
   * Rows and bytes that are done.
   *
   * @param bytes of the file, read or written
   */
  record Amount(long rows, long bytes) {
    static final Amount NOTHING = new Amount(0, 0);
  }

  /**
   * @param begin what earlier runs have done
   * @param bytesTotal 0: not known
   */
  Pace(Terminal terminal, Ticker ticker, Amount begin, long bytesTotal) {
    this.terminal = terminal;
    this.ticker = ticker;
    this.line = new ProgressLine(terminal);
    this.begin = begin;
    this.bytesTotal = bytesTotal;
    this.begunNanos = ticker.nanos();
    this.shownNanos = begunNanos;
  }

  /** Call it often: it shows when it is time to. */
  void show(Amount done) {
    boolean drawn = terminal.interactive().err();
    long every = drawn ? REDRAW_NANOS : Duration.ofSeconds(LINE_SECONDS).toNanos();
    long now = ticker.nanos();
    if (now - shownNanos < every) {
      return;
    }
    shownNanos = now;
    if (drawn) {
      line.show(bar(done) + text(done));
    } else {
      terminal.say(text(done));
    }
  }

  /** Says something above the line. */
  void say(String text) {
    line.close();
    terminal.say(text);
  }

  /** Clears the line. */
  @Override
  public void close() {
    line.close();
  }

  double seconds() {
    return (ticker.nanos() - begunNanos) / NANOS;
  }

  double rowsPerSecond(Amount done) {
    return (done.rows() - begin.rows()) / Math.max(seconds(), 1e-3);
  }

  private double bytesPerSecond(Amount done) {
    return (done.bytes() - begin.bytes()) / Math.max(seconds(), 1e-3);
  }

  /** Such as {@code 10,916 rows/s, 0.6 MB/s}. */
  String rates(Amount done) {
    return String.format(
        Locale.ROOT, "%,.0f rows/s, %.1f MB/s", rowsPerSecond(done), bytesPerSecond(done) / 1e6);
  }

  private String bar(Amount done) {
    if (bytesTotal == 0) {
      return "";
    }
    int full = (int) (BAR_CELLS * Math.min(done.bytes(), bytesTotal) / bytesTotal);
    return "[" + "#".repeat(full) + "-".repeat(BAR_CELLS - full) + "] ";
  }

  private String text(Amount done) {
    String rows = String.format(Locale.ROOT, "%,d rows, %s", done.rows(), rates(done));
    if (bytesTotal == 0) {
      return rows;
    }
    return String.format(
        Locale.ROOT, "%3d%%  %s%s", 100 * done.bytes() / bytesTotal, rows, timeLeft(done));
  }

  private String timeLeft(Amount done) {
    double rate = bytesPerSecond(done);
    if (rate <= 0) {
      return "";
    }
    long seconds = (long) Math.ceil((bytesTotal - done.bytes()) / rate);
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, ", ETA %d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, ", ETA %d:%02d", seconds / 60, seconds % 60);
  }
}
