package io.capstan.jepsen.nemesis.canary;

import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.FaultyNetwork.Canary;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The agents beside all nodes, and the newest canary of each link.
 *
 * <p>Thread safety: {@link #newest} and {@link #ended} are for any thread, the rest for one.
 */
public final class CanaryAgents implements AutoCloseable {
  private static final String MAIN = CanaryAgent.class.getName();

  /** A line of an agent; its JVM may print others. */
  private static final Pattern ARRIVAL = Pattern.compile("(\\S+) (-?\\d+)");

  private static final long END_SECONDS_MAX = 10;

  private final Ticker ticker;
  private final int port;
  private final Map<String, Agent> agents = new ConcurrentHashMap<>();
  private final Map<Link, Canary> newest = new ConcurrentHashMap<>();

  /** A running agent, and where the others reach it. */
  private record Agent(String host, Process process, Writer input) {}

  /**
   * No agents yet.
   *
   * @param ticker what arrivals are dated by
   * @param port on which all agents receive; free at every node
   */
  public CanaryAgents(Ticker ticker, int port) {
    this.ticker = ticker;
    this.port = port;
  }

  /** The main class of an agent and its arguments, for whoever makes the command that runs it. */
  public List<String> program(String node) {
    return List.of(
        MAIN, node, Integer.toString(port), Integer.toString(FaultyNetwork.CANARY_MILLIS));
  }

  /**
   * Starts the agent beside a node, in the place of one that has ended, and makes those that run
   * send to it; does not wait until it does.
   *
   * @param host the address at which the others reach it
   * @param command that runs {@link #program}
   * @throws UncheckedIOException when it cannot be started
   */
  public void add(String node, String host, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      agents.put(node, new Agent(host, process, process.outputWriter(StandardCharsets.UTF_8)));
      var unused = Threads.start("canaries-" + node, () -> follow(node, process));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the canary agent of " + node, e);
    }
    tellAll();
  }

  /** Tells every agent where the others are. */
  private void tellAll() {
    for (Agent agent : agents.values()) {
      String others =
          agents.values().stream()
              .filter(other -> !other.equals(agent))
              .map(Agent::host)
              .collect(Collectors.joining(" "));
      try {
        agent.input().write(others + "\n");
        agent.input().flush();
      } catch (IOException ended) {
        // It cannot be told, and need not be.
      }
    }
  }

  /** The newest canary of each link on which one has arrived. */
  public Map<Link, Canary> newest() {
    return Map.copyOf(newest);
  }

  /** Nodes whose agents have ended: on links to and from them silence means nothing. */
  public Set<String> ended() {
    return agents.entrySet().stream()
        .filter(agent -> !agent.getValue().process().isAlive())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private void follow(String node, Process process) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher arrival = ARRIVAL.matcher(line);
        if (arrival.matches()) {
          arrived(new Link(arrival.group(1), node), Long.parseLong(arrival.group(2)));
        }
      }
    } catch (IOException e) {
      // The process has ended, which is told apart from silence by its exit.
    }
  }

  private void arrived(Link link, long travelledNanos) {
    Canary canary = new Canary(ticker.nanos(), travelledNanos, 1);
    var unused =
        newest.merge(
            link,
            canary,
            (before, now) ->
                new Canary(now.arrivedNanos(), now.travelledNanos(), before.arrived() + 1));
  }

  /** Ends all agents and waits until they are gone. */
  @Override
  public void close() {
    agents.values().forEach(CanaryAgents::end);
    agents.values().forEach(CanaryAgents::awaitEnd);
    agents.clear();
  }

  private static void end(Agent agent) {
    try {
      agent.input().close();
    } catch (IOException ended) {
      // Nobody is there to hear it.
    }
  }

  private static void awaitEnd(Agent agent) {
    try {
      if (!agent.process().waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        var unused = agent.process().destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      var unused = agent.process().destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
