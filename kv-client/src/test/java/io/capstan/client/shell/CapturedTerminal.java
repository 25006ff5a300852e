package io.capstan.client.shell;

import io.capstan.client.shell.Terminal.Interactive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A terminal whose output can be read. */
public final class CapturedTerminal {
  private final ByteArrayOutputStream out;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal;

  private CapturedTerminal(byte[] in, Interactive interactive, Map<String, String> environment) {
    this(in, interactive, environment, new ByteArrayOutputStream());
  }

  private CapturedTerminal(
      byte[] in, Interactive interactive, Map<String, String> environment, OutputStream sink) {
    out = sink instanceof ByteArrayOutputStream kept ? kept : new ByteArrayOutputStream();
    terminal =
        new Terminal(
            new ByteArrayInputStream(in),
            new Output(sink),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            interactive,
            environment);
  }

  /** Pipes on all sides, and an empty environment. */
  public static CapturedTerminal piped() {
    return reading(new byte[0]);
  }

  /** Pipes on all sides, with these bytes on standard input. */
  public static CapturedTerminal reading(byte[] in) {
    return new CapturedTerminal(in, Interactive.NONE, Map.of());
  }

  /** Pipes on all sides; what is printed goes there, and cannot be asked for. */
  public static CapturedTerminal printingTo(OutputStream sink) {
    return new CapturedTerminal(new byte[0], Interactive.NONE, Map.of(), sink);
  }

  /** A person who types nothing. */
  public static CapturedTerminal interactive() {
    return new CapturedTerminal(new byte[0], new Interactive(true, true, true), Map.of());
  }

  /** Pipes on all sides, with these environment variables. */
  public static CapturedTerminal within(Map<String, String> environment) {
    return new CapturedTerminal(new byte[0], Interactive.NONE, environment);
  }

  public Terminal terminal() {
    return terminal;
  }

  /** Runs {@code kv} with these words; gives the exit code. */
  public int kv(String... words) {
    int code = Kv.run(terminal, words);
    terminal.out().flush();
    return code;
  }

  public byte[] outBytes() {
    terminal.out().flush();
    return out.toByteArray();
  }

  public String out() {
    return new String(outBytes(), StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
