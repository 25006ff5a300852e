package io.capstan.jepsen.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.shell.Kv;
import io.capstan.client.shell.Output;
import io.capstan.client.shell.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A lab that notes which seeds it ran, a terminal that is read, and attempts with fixed clocks. */
final class LabTestKit {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final List<Long> ran = new ArrayList<>();

  /** Each reading is a second later. */
  private final AtomicLong nanos = new AtomicLong();

  Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(new byte[0]),
        new Output(out),
        new PrintStream(err, true, UTF_8),
        Terminal.Interactive.NONE,
        Map.of());
  }

  /** Seeds that are not 0 modulo this are as expected. */
  Lab lab(long badModulo) {
    return lab(
        seed ->
            new Outcome(
                10,
                seed % badModulo == 0 ? "BAD" : "GOOD",
                seed % badModulo != 0,
                Map.of("k", "v")));
  }

  interface Body {
    Outcome run(long seed) throws Exception;
  }

  Lab lab(Body body) {
    return new Lab() {
      @Override
      public String name() {
        return "trial";
      }

      @Override
      public String description() {
        return "nothing";
      }

      @Override
      public Duration typical() {
        return Duration.ofSeconds(7);
      }

      @Override
      public Seeds usual() {
        return new Seeds(1, 3);
      }

      @Override
      public Outcome run(long seed, boolean brief, LabContext context) throws Exception {
        ran.add(seed);
        return body.run(seed);
      }
    };
  }

  Attempt attempt(Lab lab, String commit) {
    return new Attempt(
        lab,
        commit,
        () -> Duration.ofSeconds(nanos.incrementAndGet()).toNanos(),
        () -> Instant.parse("2026-01-02T03:04:05.678Z"),
        new PrintStream(err, true, UTF_8));
  }

  ResultLine line(long seed) {
    Outcome outcome = new Outcome(10, "GOOD", true, Map.of("a", "1", "b", "ü\n"));
    Instant begun = Instant.parse("2026-01-02T03:04:05Z");
    return new ResultLine("trial", COMMIT, seed, outcome, Duration.ofMillis(1234), "17.0.1", begun);
  }

  /** Runs kv's parser over the command below it, as kv does. */
  int kv(Labs labs, Installation installation, String... words) {
    out.reset();
    err.reset();
    return Kv.commandLine(
            terminal(),
            "lab",
            Map.of("lab", terminal -> LabCommand.create(terminal, labs, installation)))
        .execute(words);
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
