package io.capstan.client.shell;

import io.capstan.client.shell.data.SharedClient;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees of the process it runs in. Text is UTF-8 whatever the locale.
 *
 * @param interactive which of the three streams a person looks at
 * @param environment the environment variables
 * @param shared the client of the shell that the command runs in; empty: it runs by itself
 */
public record Terminal(
    InputStream in,
    Output out,
    PrintStream err,
    Interactive interactive,
    Map<String, String> environment,
    Optional<SharedClient> shared) {

  /**
   * Names the streams that are terminals, comma-separated; the launcher sets it. Unset: none is.
   */
  private static final String TERMINALS_PROPERTY = "capstan.terminals";

  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** Of a command that runs by itself. */
  public Terminal(
      InputStream in,
      Output out,
      PrintStream err,
      Interactive interactive,
      Map<String, String> environment) {
    this(in, out, err, interactive, environment, Optional.empty());
  }

  /** Which standard streams are terminals. */
  public record Interactive(boolean in, boolean out, boolean err) {
    public static final Interactive NONE = new Interactive(false, false, false);

    private static Interactive ofProcess() {
      // Java itself cannot tell before release 22, and from then on only about all three together.
      String given = System.getProperty(TERMINALS_PROPERTY, "");
      List<String> streams = Arrays.asList(given.split(",", -1));
      return new Interactive(
          streams.contains("in"), streams.contains("out"), streams.contains("err"));
    }
  }

  /** The terminal of this process. */
  public static Terminal system() {
    var buffered = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    return new Terminal(
        System.in,
        new Output(buffered),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        Interactive.ofProcess(),
        System.getenv());
  }

  /** Whether answers may be coloured (no-color.org). */
  public boolean colours() {
    return interactive.out()
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** A directory by the XDG rules: the variable when it holds an absolute path, else under home. */
  public Path xdgDirectory(String variable, String underHome) {
    String given = environment.getOrDefault(variable, "");
    if (given.startsWith("/")) {
      return Path.of(given, "capstan");
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(home).resolve(underHome).resolve("capstan");
  }

  /** Tells the user something that is not the answer. */
  public void say(String line) {
    out.flush();
    err.println(line);
  }

  /** Warns without failing. */
  public void warn(String line) {
    say("kv: warning: " + line);
  }
}
