package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.cluster.Node;
import io.capstan.jepsen.store.Target;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The faults by name, and how each becomes an action on a system that runs.
 *
 * <p>Thread safety: for one thread.
 */
public final class Faults {
  private static final int LEADER_LOOKS = 20;
  private static final Duration LEADER_PAUSE = Duration.ofMillis(250);
  private static final Duration DELAY = Duration.ofMillis(100);
  private static final Duration JITTER = Duration.ofMillis(50);

  private static final Set<String> OF_SOME_LINKS =
      Set.of("partition-halves", "partition-ring", "partition-bridge", "partition-one-way");
  private static final Set<String> OF_MESSAGES = Set.of("loss", "duplicate", "reorder");
  private static final Map<String, NodeDisk.Condition> OF_DISKS =
      Map.of(
          "disk-full", NodeDisk.Condition.FULL,
          "disk-slow", NodeDisk.Condition.SLOW,
          "fsync-fails", NodeDisk.Condition.FSYNC_FAILS);
  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofSeconds(3),
          Duration.ofSeconds(-3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(-10));
  private static final List<Duration> DRIFTS =
      List.of(Duration.ofMillis(500), Duration.ofMillis(-500));

  /** What each fault does, by its name, in alphabetic order. */
  public static final Map<String, String> DESCRIPTIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("partition-one", "one node is cut off"),
              Map.entry("partition-leader", "the leader is cut off"),
              Map.entry("partition-halves", "the nodes part in two halves"),
              Map.entry("partition-ring", "each node reaches another majority (five or more)"),
              Map.entry("partition-bridge", "two halves that only one node reaches both of"),
              Map.entry("partition-one-way", "what a node sends, or is sent, does not arrive"),
              Map.entry("delay", "everything between nodes takes 100 to 150 ms longer"),
              Map.entry("loss", "of ten messages between nodes one is lost"),
              Map.entry("duplicate", "of ten messages between nodes three arrive twice"),
              Map.entry("reorder", "of ten messages between nodes one changes places"),
              Map.entry("kill", "a node is killed with SIGKILL and started again"),
              Map.entry("kill-leader", "the leader is"),
              Map.entry("kill-all", "all nodes are, at the same moment"),
              Map.entry("clock-jump", "a node's wall clock jumps by 3 or 10 s, ahead or back"),
              Map.entry("clock-drift", "a node's wall clock gains or loses 0.5 s each second"),
              Map.entry("disk-full", "a node's disk is full, until it is started again"),
              Map.entry("disk-slow", "every sync of a node's disk takes 200 ms longer"),
              Map.entry("fsync-fails", "a node's disk cannot sync, until it is started again"),
              Map.entry("pause", "a node stands still (SIGSTOP)"),
              Map.entry("pause-leader", "the leader does")));

  private final FaultyNetwork network;
  private final Target target;
  private final Ticker ticker;
  private final RandomGenerator random;

  /**
   * @param ticker the run's clock, which the network was made with
   * @param random draws whom a fault hits
   */
  public Faults(FaultyNetwork network, Target target, Ticker ticker, RandomGenerator random) {
    this.network = network;
    this.target = target;
    this.ticker = ticker;
    this.random = random;
  }

  /**
   * Refuses, before anything was done, what can be known to be impossible.
   *
   * @throws UnsupportedFaultException when it cannot be done here
   * @throws IllegalArgumentException for a node or a link that there is not
   */
  public void require(String fault, List<String> on) {
    requireKnown(fault);
    for (String name : on) {
      boolean isLink = name.contains(Link.ARROW);
      if (isLink ? !network.links().contains(Link.parse(name)) : !ids().contains(name)) {
        throw new IllegalArgumentException(
            "%s: there is no %s; there are %s".formatted(fault, name, ids()));
      }
    }
    requireOf(network.name(), fault);
    if (isOfClocks(fault)) {
      var unused = clock(ids().get(0));
    }
    if (isOfDisks(fault)) {
      var unused = disk(target.nodes().get(0));
    }
    requireKindOf(fault, on);
    if (ids().size() < Topology.leastNodes(fault)) {
      throw new UnsupportedFaultException(fault + " wants more than " + ids().size() + " nodes");
    }
  }

  /**
   * That a network can do a fault, by their names alone.
   *
   * @throws UnsupportedFaultException when it cannot, or there is no such fault
   */
  public static void requireOf(String network, String fault) {
    requireKnown(fault);
    boolean wantsProxy = isOfMessages(fault) || fault.equals("delay");
    boolean wantsNoContainer =
        OF_SOME_LINKS.contains(fault) || isOfClocks(fault) || isOfDisks(fault);
    if ((wantsProxy && !network.equals("proxy"))
        || (wantsNoContainer && network.equals("docker"))) {
      throw new UnsupportedFaultException(
          "the back-end " + network + " cannot do " + fault + "; --backend proxy can");
    }
  }

  /** Whether a fault is one of whole messages, which a network may have to be made for. */
  public static boolean isOfMessages(String fault) {
    return OF_MESSAGES.contains(fault);
  }

  /** Whether a fault is one of clocks, which servers may have to be made for. */
  public static boolean isOfClocks(String fault) {
    return fault.startsWith("clock");
  }

  /** Whether a fault is one of disks, which servers may have to be made for. */
  public static boolean isOfDisks(String fault) {
    return OF_DISKS.containsKey(fault);
  }

  /** Links are for faults of links; of nodes some take several, some one, and some none. */
  private static void requireKindOf(String fault, List<String> on) {
    boolean ofLinks = fault.startsWith("partition") || fault.equals("delay") || isOfMessages(fault);
    boolean named = on.stream().anyMatch(name -> name.contains(Link.ARROW));
    boolean nodes = on.stream().anyMatch(name -> !name.contains(Link.ARROW));
    boolean single =
        fault.startsWith("clock") || fault.startsWith("disk") || fault.startsWith("fsync");
    if ((named && (!ofLinks || nodes))
        || (nodes && ofLinks && !fault.startsWith("partition"))
        || (single && on.size() > 1)) {
      throw new UnsupportedFaultException(fault + " cannot be done to " + on);
    }
  }

  /** Whether whom a fault hits is decided by who leads when it is done. */
  public static boolean followsLeader(String fault) {
    return fault.endsWith("-leader") || fault.equals("partition-one-way");
  }

  /**
   * That there is such a fault.
   *
   * @throws UnsupportedFaultException when there is none
   */
  public static void requireKnown(String fault) {
    if (!DESCRIPTIONS.containsKey(fault)) {
      throw new UnsupportedFaultException(
          "there is no fault \"" + fault + "\"; there are " + DESCRIPTIONS.keySet());
    }
  }

  /**
   * Decides what a fault hits now.
   *
   * @param on nodes, or links as {@code n1->n2}; empty: as the fault's name says
   * @throws UnsupportedFaultException when it cannot be done here
   */
  Action action(String fault, List<String> on) {
    return switch (fault) {
      case "partition-one" -> cut(on, around(on, any()).one());
      case "partition-leader" -> cut(on, around(on, leader()).one());
      case "partition-halves" -> cut(on, around(on, any()).halves());
      case "partition-ring" -> cut(on, around(on, any()).ring());
      case "partition-bridge" -> cut(on, around(on, any()).bridge());
      case "partition-one-way" -> cut(on, oneWay(around(on, leader()).nodes()));
      case "delay" -> links(on, network.links(), new Disturbance.Delay(DELAY, JITTER));
      case "loss" -> links(on, network.links(), new Disturbance.Loss(0.1));
      case "duplicate" -> links(on, network.links(), new Disturbance.Duplicate(0.3));
      case "reorder" -> links(on, network.links(), new Disturbance.Reorder(0.1));
      case "kill" -> nodes(hit(on, any()), NodeAction.KILL);
      case "kill-leader" -> nodes(hit(on, leader()), NodeAction.KILL);
      case "kill-all" -> nodes(ids(), NodeAction.KILL);
      case "clock-jump" -> clock(hit(on, any()).get(0), JUMPS, false);
      case "clock-drift" -> clock(hit(on, any()).get(0), DRIFTS, true);
      case "disk-full", "disk-slow", "fsync-fails" -> disk(hit(on, any()).get(0), fault);
      case "pause" -> nodes(hit(on, any()), NodeAction.PAUSE);
      case "pause-leader" -> nodes(hit(on, leader()), NodeAction.PAUSE);
      default -> throw new UnsupportedFaultException("there is no fault \"" + fault + "\"");
    };
  }

  /** Whether a canary has arrived on every link. */
  boolean allLinksOpen() {
    return network.canaries().keySet().containsAll(network.links());
  }

  private Action cut(List<String> on, Set<Link> drawn) {
    return links(on, drawn, new Disturbance.Cut());
  }

  private Action links(List<String> on, Set<Link> drawn, Disturbance how) {
    Set<Link> named = new HashSet<>();
    on.stream().filter(name -> name.contains(Link.ARROW)).map(Link::parse).forEach(named::add);
    return new LinkAction(network, ticker, ids(), named.isEmpty() ? drawn : named, how);
  }

  private Action nodes(List<String> hit, NodeAction.Kind kind) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : target.nodes()) {
      if (hit.contains(node.id())) {
        nodes.add(node);
      }
    }
    return new NodeAction(ticker, nodes, kind, target::awaitServing);
  }

  private Action clock(String node, List<Duration> offsets, boolean drifts) {
    Duration offset = offsets.get(random.nextInt(offsets.size()));
    return new ClockAction(ticker, node, clock(node), offset, drifts);
  }

  private NodeClock clock(String id) {
    return target
        .clock(node(id))
        .orElseThrow(() -> new UnsupportedFaultException("the clock of " + id + " cannot be set"));
  }

  private Action disk(String id, String fault) {
    Node node = node(id);
    NodeDisk.Condition condition = Objects.requireNonNull(OF_DISKS.get(fault), fault);
    return new DiskAction(ticker, node, disk(node), condition, target::awaitServing);
  }

  private NodeDisk disk(Node node) {
    return target
        .disk(node)
        .orElseThrow(
            () -> new UnsupportedFaultException("the disk of " + node.id() + " cannot be broken"));
  }

  private Node node(String id) {
    return target.nodes().stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no node " + id));
  }

  private List<String> hit(List<String> on, String drawn) {
    return on.isEmpty() ? List.of(drawn) : on;
  }

  private Set<Link> oneWay(List<String> order) {
    String victim = order.get(0);
    List<String> others = order.subList(1, order.size());
    return random.nextBoolean() ? Link.outOf(victim, others) : Link.into(victim, others);
  }

  /** The nodes in an order that the seed draws, those first that are meant. */
  private Topology around(List<String> on, String first) {
    List<String> order = new ArrayList<>(on.stream().filter(name -> ids().contains(name)).toList());
    if (order.isEmpty()) {
      order.add(first);
    }
    List<String> rest = new ArrayList<>(ids());
    rest.removeAll(order);
    while (!rest.isEmpty()) {
      order.add(rest.remove(random.nextInt(rest.size())));
    }
    return new Topology(order);
  }

  private List<String> ids() {
    return target.nodes().stream().map(Node::id).toList();
  }

  private String any() {
    return ids().get(random.nextInt(ids().size()));
  }

  /**
   * Waits for a leader; when nobody leads, a node that is drawn. That one is drawn always, so that
   * the same seed goes on drawing the same numbers.
   */
  private String leader() {
    String drawn = any();
    Optional<String> leader = target.leader();
    for (int look = 0; leader.isEmpty() && look < LEADER_LOOKS; look++) {
      new Await(ticker, LEADER_PAUSE).pauseOnce();
      leader = target.leader();
    }
    return leader.orElse(drawn);
  }
}
