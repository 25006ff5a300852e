package io.capstan.client.shell.interactive;

import io.capstan.client.shell.Output;
import io.capstan.client.shell.Terminal;
import io.capstan.runtime.Threads;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;

/**
 * One command on a thread of its own, so that it can be left alone: once it is stopped, nothing
 * more of what it prints appears, and its thread is interrupted and not waited for.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Running {
  private final CompletableFuture<OptionalInt> end = new CompletableFuture<>();
  private final Valve out;
  private final Valve err;
  private final Thread thread;

  private Running(Terminal terminal, ToIntFunction<Terminal> command) {
    out = new Valve(terminal.out());
    err = new Valve(terminal.err());
    Terminal own =
        new Terminal(
            terminal.in(),
            new Output(out),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal.interactive(),
            terminal.environment(),
            terminal.shared());
    thread = Threads.daemon("capstan-shell-command", () -> run(own, command));
  }

  /** Begins a command, which gets a terminal of its own and gives an exit code. */
  static Running start(Terminal terminal, ToIntFunction<Terminal> command) {
    Running running = new Running(terminal, command);
    running.thread.start();
    return running;
  }

  private void run(Terminal own, ToIntFunction<Terminal> command) {
    try {
      int code = command.applyAsInt(own);
      own.out().flush();
      end.complete(OptionalInt.of(code));
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    }
  }

  /** Waits for its end, and gives the exit code; empty when it was stopped. */
  OptionalInt await() {
    return end.join();
  }

  /** Leaves it alone, unless it has ended. */
  void stop() {
    if (end.complete(OptionalInt.empty())) {
      out.shut();
      err.shut();
      thread.interrupt();
    }
  }
}
