package io.capstan.client.shell.interactive;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Passes bytes on until it is shut; from then on every write fails.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Valve extends OutputStream {
  private final PrintStream to;
  private volatile boolean shut;

  Valve(PrintStream to) {
    this.to = to;
  }

  void shut() {
    shut = true;
  }

  @Override
  public void write(int b) throws IOException {
    requireOpen();
    to.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    requireOpen();
    to.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    requireOpen();
    // Print streams do not throw, and who prints without end wants to know.
    if (to.checkError()) {
      throw new IOException("what was printed could not be written");
    }
  }

  private void requireOpen() throws IOException {
    if (shut) {
      throw new IOException("the command was stopped");
    }
  }
}
