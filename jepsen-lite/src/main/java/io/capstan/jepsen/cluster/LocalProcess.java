package io.capstan.jepsen.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node that is a process of this machine, and ends when this process does, however that ends.
 *
 * <p>What it prints is appended to {@link NodePlan#console}.
 *
 * <p>Thread safety: safe for use by several threads; who starts it knows that it does not run.
 */
public final class LocalProcess implements ServerProcess {
  private static final long SIGNAL_SECONDS_MAX = 10;

  private final NodePlan plan;
  private final List<String> program;
  private volatile @Nullable Process process;
  private volatile boolean retired;

  /**
   * A process that does not run yet.
   *
   * @param program its command, which the plan's launcher becomes
   */
  public LocalProcess(NodePlan plan, List<String> program) {
    this.plan = plan;
    this.program = List.copyOf(program);
  }

  @Override
  public NodePlan plan() {
    return plan;
  }

  @Override
  public void start() {
    if (isAlive()) {
      throw new IllegalStateException(plan.id() + " runs already, as process " + running().pid());
    }
    try {
      Files.createDirectories(plan.directory());
      process =
          Watchdog.start(
              new ProcessBuilder(command())
                  .directory(plan.directory().toFile())
                  .redirectErrorStream(true)
                  .redirectOutput(Redirect.appendTo(plan.console().toFile())));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + plan.id(), e);
    }
    // Whoever retires it meanwhile sees the process, or is seen here.
    if (retired) {
      killAtOnce();
      throw new IllegalStateException(plan.id() + " is started when all is over");
    }
  }

  @Override
  public void retire() {
    retired = true;
    killAtOnce();
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(plan.launcher());
    command.addAll(program);
    return command;
  }

  @Override
  public boolean isAlive() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /** Reads the state of Linux's {@code /proc/PID/stat} (proc(5)): {@code T} is stopped. */
  @Override
  public boolean isPaused() {
    Process current = process;
    if (current == null || !current.isAlive()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(current.pid()), "stat"));
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public void killAtOnce() {
    Process current = process;
    if (current != null) {
      current.destroyForcibly();
    }
  }

  @Override
  public int stop() {
    running().destroy();
    return awaitEnd();
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  @Override
  public int awaitEnd() {
    Process current = running();
    try {
      if (!current.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(plan.id() + " does not end; its log ends so:\n" + tail(30));
      }
      return current.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + plan.id(), e);
    }
  }

  @Override
  public String console() {
    try {
      return Files.exists(plan.console())
          ? Files.readString(plan.console(), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      return "(" + plan.console() + " cannot be read: " + e.getMessage() + ")";
    }
  }

  private void signal(String name) {
    String pid = Long.toString(running().pid());
    try {
      Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start();
      if (!kill.waitFor(SIGNAL_SECONDS_MAX, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("SIG" + name + " was not sent to " + plan.id());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + plan.id(), e);
    }
  }

  private Process running() {
    Process current = process;
    if (current == null) {
      throw new IllegalStateException(plan.id() + " was never started");
    }
    return current;
  }
}
