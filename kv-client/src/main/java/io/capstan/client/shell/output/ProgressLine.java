package io.capstan.client.shell.output;

import io.capstan.client.shell.Terminal;

/**
 * One line on standard error that is rewritten in place; nothing at all when no person is watching.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class ProgressLine implements AutoCloseable {
  private static final String REWRITE = "\r\033[K";

  private final Terminal terminal;
  private String shown = "";

  public ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  public void show(String text) {
    if (terminal.interactive().err() && !text.equals(shown)) {
      shown = text;
      terminal.err().print(REWRITE + text);
      terminal.err().flush();
    }
  }

  /** Clears the line. */
  @Override
  public void close() {
    if (!shown.isEmpty()) {
      terminal.err().print(REWRITE);
      terminal.err().flush();
      shown = "";
    }
  }
}
