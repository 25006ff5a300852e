package io.capstan.jepsen.cluster;

import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;

/**
 * Ends a process with SIGKILL when this one ends, however that happens: a shell beside it waits for
 * the end of its standard input, a pipe that only this process holds open. It is told the process's
 * id, and is no parent of it, so that signals hit the process itself. Thread safety: stateless.
 */
final class Watchdog {
  /** A terminal's signals are for this process, which then ends and is seen to. */
  private static final String WAIT_AND_KILL =
      "trap '' HUP INT TERM; read process; read end; kill -9 \"$process\"";

  private Watchdog() {}

  /** Starts a process that is to be watched. */
  static Process start(ProcessBuilder program) throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-c", WAIT_AND_KILL)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      Process process = program.start();
      Writer toShell = shell.outputWriter();
      toShell.write(process.pid() + "\n");
      toShell.flush();
      // Before the id can be another process's.
      var unused = process.onExit().thenRun(shell::destroyForcibly);
      return process;
    } catch (IOException e) {
      var unused = shell.destroyForcibly();
      throw e;
    }
  }
}
