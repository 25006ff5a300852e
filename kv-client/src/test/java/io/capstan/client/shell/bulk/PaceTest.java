package io.capstan.client.shell.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.client.fake.FakeTicker;
import io.capstan.client.shell.CapturedTerminal;
import io.capstan.client.shell.bulk.Pace.Amount;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final String REWRITE = "\r\033[K";
  private final FakeTicker ticker = new FakeTicker();

  @Test
  void aPersonSeesOneLineWithABarARateAndTheTimeLeft() {
    var terminal = CapturedTerminal.interactive();
    try (var pace = new Pace(terminal.terminal(), ticker, Amount.NOTHING, 4_000_000)) {
      ticker.advance(Duration.ofSeconds(2));
      pace.show(new Amount(5_000, 1_000_000));
      ticker.advance(Duration.ofMillis(100));
      pace.show(new Amount(5_100, 1_100_000));
    }
    assertEquals(
        REWRITE
            + "[#####---------------]  25%  5,000 rows, 2,500 rows/s, 0.5 MB/s, ETA 0:06"
            + REWRITE,
        terminal.err());
  }

  @Test
  void elsewhereALineIsWrittenEveryTenSeconds() {
    var terminal = CapturedTerminal.piped();
    try (var pace = new Pace(terminal.terminal(), ticker, Amount.NOTHING, 0)) {
      for (int second = 1; second <= 25; second++) {
        ticker.advance(Duration.ofSeconds(1));
        pace.show(new Amount(second, 0));
      }
    }
    assertEquals("10 rows, 1 rows/s, 0.0 MB/s\n20 rows, 1 rows/s, 0.0 MB/s\n", terminal.err());
  }

  @Test
  void whatEarlierRunsDidDoesNotCountForTheRate() {
    var terminal = CapturedTerminal.piped();
    try (var pace = new Pace(terminal.terminal(), ticker, new Amount(900, 900), 1000)) {
      ticker.advance(Duration.ofSeconds(10));
      pace.show(new Amount(950, 950));
    }
    assertEquals(" 95%  950 rows, 5 rows/s, 0.0 MB/s, ETA 0:10\n", terminal.err());
  }
}
