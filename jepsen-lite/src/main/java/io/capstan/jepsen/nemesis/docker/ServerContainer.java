package io.capstan.jepsen.nemesis.docker;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.NodePlan;
import io.capstan.jepsen.cluster.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;

/**
 * A server in a container, which keeps its files and what it prints over all its lives.
 *
 * <p>Thread safety: safe for use by several threads; Docker knows its state.
 *
 * @param plan how it was made
 * @param container the container's name
 */
record ServerContainer(NodePlan plan, String container) implements ServerProcess {
  private static final Duration END_MAX = Duration.ofSeconds(30);
  private static final int TAIL_LINES = 30;
  private static final String PAUSED = "paused";
  private static final Set<String> ALIVE = Set.of("running", PAUSED);

  @Override
  public void start() {
    if (isAlive()) {
      throw new IllegalStateException(plan.id() + " runs already, in container " + container);
    }
    String unused = Docker.run("start", container);
  }

  @Override
  public boolean isAlive() {
    return ALIVE.contains(state());
  }

  @Override
  public boolean isPaused() {
    return state().equals(PAUSED);
  }

  /** As Docker says; empty when the container has been removed. */
  private String state() {
    return Docker.run(
        "ps", "--all", "--filter", "name=^/?" + container + "$", "--format", "{{.State}}");
  }

  @Override
  public void killAtOnce() {
    signal("KILL");
  }

  private void signal(String name) {
    try {
      String unused = Docker.run("kill", "--signal=" + name, container);
    } catch (DockerException e) {
      if (isAlive()) {
        throw e;
      }
    }
  }

  @Override
  public int stop() {
    signal("TERM");
    return awaitEnd();
  }

  @Override
  public void pause() {
    String unused = Docker.run("pause", container);
  }

  @Override
  public void resume() {
    String unused = Docker.run("unpause", container);
  }

  @Override
  public int awaitEnd() {
    Duration unused =
        Await.system()
            .until(
                () -> plan.id() + " ends; its log ends so:\n" + tail(TAIL_LINES),
                END_MAX,
                () -> !isAlive());
    return Integer.parseInt(
        Docker.run("container", "inspect", "--format", "{{.State.ExitCode}}", container));
  }

  @Override
  public String console() {
    return printed("all");
  }

  @Override
  public String tail(int lines) {
    return printed(Integer.toString(lines));
  }

  /** Writes what it has printed to {@link NodePlan#console}: its removal takes that along. */
  void keepConsole() {
    try {
      Files.createDirectories(plan.directory());
      Files.writeString(plan.console(), console());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep what " + plan.id() + " has printed", e);
    }
  }

  private String printed(String lines) {
    try {
      return Docker.runForBoth("logs", "--tail", lines, container);
    } catch (DockerException e) {
      return "(" + e.getMessage() + ")";
    }
  }
}
