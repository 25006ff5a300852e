package io.capstan.jepsen.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program in a pseudo-terminal of 100 columns and 50 lines, typed to and looked at through tmux.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Tmux implements AutoCloseable {
  private static final String SESSION = "shell";

  private final String socket;

  private Tmux(String socket) {
    this.socket = socket;
  }

  /** Whether this machine has tmux. */
  static boolean isThere() {
    try {
      return run(List.of("tmux", "-V")).exit() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /**
   * Starts a program.
   *
   * @param socket in a directory of the test's own, so that no other tmux is touched
   */
  static Tmux start(Path socket, Map<String, String> environment, List<String> command)
      throws IOException {
    Tmux tmux = new Tmux(socket.toString());
    List<String> words = new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d"));
    words.addAll(List.of("-s", SESSION, "-x", "100", "-y", "50"));
    environment.forEach((name, value) -> words.addAll(List.of("-e", name + "=" + value)));
    words.add("--");
    words.addAll(command);
    tmux.tmux(words);
    return tmux;
  }

  /** Types a text, and then presses the keys by their names in tmux, such as {@code Enter}. */
  void type(String text, String... keys) throws IOException {
    if (!text.isEmpty()) {
      tmux(List.of("send-keys", "-t", SESSION, "-l", text));
    }
    for (String key : keys) {
      tmux(List.of("send-keys", "-t", SESSION, key));
    }
  }

  /** What the terminal shows, without empty lines at the end. */
  String pane() {
    try {
      return tmux(List.of("capture-pane", "-p", "-t", SESSION)).stripTrailing();
    } catch (IOException e) {
      return "(" + e.getMessage() + ")";
    }
  }

  /** Whether the cursor stands where a line begins: no prompt is in front of it. */
  boolean cursorIsAtLineStart() {
    try {
      return tmux(List.of("display-message", "-p", "-t", SESSION, "#{cursor_x}"))
          .strip()
          .equals("0");
    } catch (IOException e) {
      return false;
    }
  }

  /** Looks until the terminal shows what is wanted. */
  void until(String what, Predicate<String> shown) {
    Duration unused =
        Lab.AWAIT.until(
            () -> what + "; the terminal shows:\n" + pane(), Lab.LONGEST, () -> shown.test(pane()));
  }

  @Override
  public void close() throws IOException {
    Output unused = run(List.of("tmux", "-S", socket, "kill-server"));
  }

  private String tmux(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket));
    command.addAll(words);
    Output output = run(command);
    if (output.exit() != 0) {
      throw new IOException(command + ": " + output.text());
    }
    return output.text();
  }

  private record Output(int exit, String text) {}

  private static Output run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException(command + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command, e);
    }
    return new Output(process.exitValue(), text);
  }
}
