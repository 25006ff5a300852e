package io.capstan.jepsen.analyze;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.capstan.client.shell.Kv;
import io.capstan.client.shell.Output;
import io.capstan.client.shell.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/** Runs {@code kv} in this process, and keeps what it prints. */
final class Shell {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** The exit code. */
  int run(Object... words) {
    out.reset();
    err.reset();
    String[] line = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      line[i] = words[i].toString();
    }
    return Kv.run(
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new Output(out),
            new PrintStream(err, true, UTF_8),
            Terminal.Interactive.NONE,
            Map.of()),
        line);
  }

  /** What the last one printed. */
  String out() {
    return out.toString(UTF_8);
  }

  /** What the last one said beside that. */
  String err() {
    return err.toString(UTF_8);
  }
}
