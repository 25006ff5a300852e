package io.capstan.jepsen.analyze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.Kv;
import io.capstan.client.shell.Output;
import io.capstan.client.shell.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTest {
  private static final String VALID =
      """
      {:process 0 :type :invoke :f :write :value 1}
      {:process 0 :type :ok :f :write :value 1}
      {:process 1 :type :invoke :f :read :value nil}
      {:process 1 :type :ok :f :read :value 1}
      """;

  private static final String INVALID =
      VALID
          + """
          {:process 1 :type :invoke :f :cas :value [2 3]}
          {:process 1 :type :ok :f :cas :value [2 3]}
          """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory = Path.of("");

  @Test
  void aValidHistoryExitsWith0() throws IOException {
    assertEquals(0, analyze(VALID));
    assertTrue(text(out).contains("VALID: 2 operations can be brought into one order"), text(out));
    assertTrue(text(out).contains("format edn, model register"), text(out));
  }

  @Test
  void anInvalidHistoryExitsWith1AndShowsWhatIsInConflict() throws IOException {
    assertEquals(1, analyze(INVALID));
    assertTrue(text(out).contains("fails from event 6 on, which ends at line 6"), text(out));
    assertTrue(text(out).contains("process 1 cas [2 3] -> ok [event 5 to 6]"), text(out));
    assertTrue(text(out).endsWith("INVALID\n"), text(out));
  }

  @Test
  void jsonTellsTheSame() throws IOException {
    assertEquals(1, analyze(INVALID, "--json", "--model", "cas-register", "--format", "edn"));
    assertTrue(text(out).contains("\"verdict\":\"INVALID\""), text(out));
    assertTrue(text(out).contains("\"failing_line\":6"), text(out));
  }

  @Test
  void aSearchThatGivesUpExitsWith4() throws IOException {
    assertEquals(4, analyze(hard(24), "--model", "counter", "--time", "1ms"));
    assertTrue(text(out).contains("gave up: more than 1 ms"), text(out));
    assertTrue(text(out).endsWith("UNKNOWN\n"), text(out));
  }

  /** Unknown additions of different powers of two, and a sum that is none of theirs. */
  private static String hard(int count) {
    StringBuilder history = new StringBuilder();
    for (int i = 0; i < count; i++) {
      history.append("{:process %d :type :invoke :f :add :value %d}".formatted(i, 2 << i));
    }
    return history
        .append("{:process 99 :type :invoke :f :read}{:process 99 :type :ok :f :read :value 1}")
        .toString();
  }

  @Test
  void whatIsFirstInRegistersMayBeTold() throws IOException {
    String read = "{:process 0 :type :invoke :f :read}{:process 0 :type :ok :f :read :value 7}";
    assertEquals(1, analyze(read));
    assertEquals(0, analyze(read, "--initial", "7"));
  }

  @Test
  void whatIsWrongIsToldWithItsPlaceAndExitsWith2() throws IOException {
    assertEquals(2, analyze(VALID + "{:process 1 :type :inv"));
    assertTrue(text(err).contains("line 5, column 23: the text ends in"), text(err));
    assertEquals(2, analyze(VALID + "{:process 7 :type :ok :f :read :value 1}"));
    assertTrue(text(err).contains("line 5, column 1: process 7 ends what it did not"), text(err));
    assertEquals(2, analyze(INVALID, "--model", "set"));
    assertTrue(text(err).contains("line 1, column 1: operation \"write\" is none"), text(err));
    assertEquals(2, analyze(VALID, "--model", "bank"));
    assertTrue(text(err).contains("unknown model \"bank\""), text(err));
    assertEquals(2, run(directory.resolve("missing")));
    assertTrue(text(err).contains("there is no such file"), text(err));
    Files.write(directory.resolve("history"), new byte[] {(byte) 0xff});
    assertEquals(2, run(directory.resolve("history")));
    assertTrue(text(err).contains("it is not UTF-8"), text(err));
  }

  private int analyze(String history, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("history"), history, UTF_8);
    return run(file, options);
  }

  private int run(Path file, String... options) {
    List<String> words = new ArrayList<>(List.of("jepsen", "analyze", file.toString()));
    words.addAll(List.of(options));
    out.reset();
    err.reset();
    return Kv.run(
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new Output(out),
            new PrintStream(err, true, UTF_8),
            Terminal.Interactive.NONE,
            Map.of()),
        words.toArray(String[]::new));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8);
  }
}
