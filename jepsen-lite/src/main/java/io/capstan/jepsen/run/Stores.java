package io.capstan.jepsen.run;

import static io.capstan.jepsen.run.RefusedPlanException.preparing;

import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.nemesis.Faults;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.ProxyNetwork;
import io.capstan.jepsen.nemesis.UnsupportedFaultException;
import io.capstan.jepsen.nemesis.docker.DockerNetwork;
import io.capstan.jepsen.nemesis.netns.NetnsNetwork;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.store.capstan.CapstanTarget;
import io.capstan.jepsen.store.etcd.EtcdTarget;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes networks and stores by name.
 *
 * @param jvm runs Capstan's servers
 * @param settings of every one of these, beside those that a run needs
 * @param timeout of each request of a client
 */
public record Stores(ServerJvm jvm, Map<String, String> settings, Duration timeout) {
  /** Names of networks. */
  public static final List<String> BACKENDS = List.of("proxy", "netns", "docker");

  /** Names of stores. */
  public static final List<String> TARGETS = List.of(CapstanTarget.NAME, EtcdTarget.NAME);

  private static final int REPLICAS_MAX = 7;

  public Stores {
    settings = Map.copyOf(settings);
  }

  /**
   * What a plan needs.
   *
   * @param serverFaults faults of Capstan's servers, beside those that the plan's own faults need
   * @param faultsJar where they are; empty: in the checkout that runs this process
   * @throws RefusedPlanException for a plan that names what there is not, or what its network
   *     cannot do by its name alone, and when faults are needed and found nowhere
   */
  public static Stores of(
      Plan plan, List<String> serverFaults, Optional<Path> faultsJar, Duration timeout) {
    return preparing(
        () -> {
          requirePossible(plan);
          return found(plan, serverFaults, faultsJar, timeout);
        });
  }

  private static Stores found(
      Plan plan, List<String> serverFaults, Optional<Path> faultsJar, Duration timeout) {
    List<String> faults = faults(plan, serverFaults);
    ServerJvm jvm = ServerJvm.ofThisProcess();
    if (faults.isEmpty()) {
      return new Stores(jvm, Map.of(), timeout);
    }
    Path jar =
        faultsJar
            .or(() -> FaultsJar.find(System.getProperty("java.class.path")))
            .filter(Files::isRegularFile)
            .orElseThrow(
                () ->
                    new UnsupportedFaultException(
                        "clocks, disks and the servers' own faults need kv-server-faults, which a"
                            + " release does not have; build a checkout, or give --faults-jar"));
    return new Stores(
        jvm.with(jar.toAbsolutePath()),
        Map.of(CapstanTarget.FAULTS, String.join(",", faults)),
        timeout);
  }

  private static List<String> faults(Plan plan, List<String> serverFaults) {
    List<String> faults = new ArrayList<>(serverFaults);
    if (plan.steps().stream().anyMatch(step -> Faults.isOfClocks(step.fault()))) {
      faults.add(CapstanTarget.CLOCK_FAULT);
    }
    if (plan.steps().stream().anyMatch(step -> Faults.isOfDisks(step.fault()))) {
      faults.add(CapstanTarget.DISK_FAULT);
    }
    return faults;
  }

  private static void requirePossible(Plan plan) {
    requireAmong(BACKENDS, "back-end", plan.backend());
    requireAmong(TARGETS, "target", plan.target());
    plan.steps().forEach(step -> Faults.requireOf(plan.backend(), step.fault()));
    if (plan.target().equals(EtcdTarget.NAME)) {
      EtcdTarget.requireNetwork(plan.backend());
      EtcdTarget.unavailable()
          .ifPresent(
              reason -> {
                throw new UnsupportedFaultException("etcd cannot be started: " + reason);
              });
    }
  }

  private static void requireAmong(List<String> known, String what, String name) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "there is no %s \"%s\"; there are %s".formatted(what, name, known));
    }
  }

  /** A network without nodes; the caller closes it. */
  FaultyNetwork network(Plan plan, Ticker ticker) {
    boolean messages = plan.steps().stream().anyMatch(step -> Faults.isOfMessages(step.fault()));
    return switch (plan.backend()) {
      case "proxy" -> new ProxyNetwork(Randoms.system(), ticker, messages);
      case "netns" -> new NetnsNetwork(Randoms.system(), ticker);
      case "docker" -> new DockerNetwork(Randoms.system(), ticker);
      default -> throw new AssertionError("a new back-end: " + plan.backend());
    };
  }

  /** A store whose nodes are on a network, not started; the caller closes it. */
  Target target(Plan plan, FaultyNetwork network, Path directory, Ticker ticker) {
    return switch (plan.target()) {
      case CapstanTarget.NAME -> capstan(plan, network, directory);
      case EtcdTarget.NAME -> new EtcdTarget(directory, plan.nodes(), network, ticker);
      default -> throw new AssertionError("a new target: " + plan.target());
    };
  }

  private Target capstan(Plan plan, FaultyNetwork network, Path directory) {
    Map<String, String> all = new TreeMap<>(settings);
    int replicas = Math.min(plan.nodes(), REPLICAS_MAX);
    all.putIfAbsent("replication", Integer.toString(replicas));
    ProcessCluster cluster =
        new ProcessCluster(directory, "jepsen", plan.nodes(), jvm, all, network);
    return new CapstanTarget(cluster, network, timeout);
  }
}
