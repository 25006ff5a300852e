package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.checker.linear.Bounds;
import io.capstan.jepsen.checker.linear.KeyFinding;
import io.capstan.jepsen.checker.linear.Linearizability;
import io.capstan.jepsen.checker.model.Specs;
import io.capstan.jepsen.checker.version.Staleness;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.netns.Namespaces;
import io.capstan.jepsen.nemesis.netns.NetnsNetwork;
import io.capstan.jepsen.store.StoreClient;
import io.capstan.jepsen.store.etcd.EtcdTarget;
import io.capstan.jepsen.workload.Lane;
import io.capstan.jepsen.workload.Reply;
import io.capstan.jepsen.workload.Request;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three processes of etcd, each in a network namespace. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EtcdIT {
  private static final int OK_MIN = 2_000;
  private static final int CUTS = 3;
  private static final Duration CUT = Duration.ofSeconds(4);
  private static final Disturbance SILENCE = new Disturbance.Cut();

  @RegisterExtension static final Namespaces NAMESPACES = new Namespaces();

  @RegisterExtension final Lab lab = new Lab();

  private final Ticker ticker = Ticker.system();
  private NetnsNetwork network;
  private EtcdTarget etcd;

  @BeforeAll
  static void needsEtcd() {
    Optional<String> reason = EtcdTarget.unavailable();
    if (reason.isPresent()) {
      assertNotEquals("true", System.getenv("KV_REQUIRE_NETNS"), reason.get());
      System.out.println("[WARNING] EtcdIT SKIPPED: " + reason.get());
      assumeTrue(false, reason.get());
    }
  }

  @BeforeEach
  void start() {
    network = lab.closing(new NetnsNetwork(Randoms.system(), ticker));
    etcd = lab.closing(new EtcdTarget(lab.directory("etcd"), 3, network, ticker));
    etcd.start();
  }

  @Test
  void onlyLinearizableReadsAreLinearizableWhenLeadersAreIsolated() {
    Lane strong = lane("linearizable");
    Lane weak = lane("serializable");
    try (Registers strongUse = new Registers(etcd, strong, ticker);
        Registers weakUse = new Registers(etcd, weak, ticker)) {
      for (int cut = 0; cut < CUTS; cut++) {
        isolateTheLeader(strongUse);
      }
      strongUse.await(OK_MIN);
      strongUse.stop();
      weakUse.stop();
      Verdict strongly = judged(strong, strongUse.history());
      Verdict weakly = judged(weak, weakUse.history());
      assertEquals(Verdict.Kind.VALID, strongly.kind(), strongly::reason);
      assertEquals(Verdict.Kind.INVALID, weakly.kind(), weakly::reason);
      // A follower is always a little behind; so much only when it is cut off.
      Duration oldest = oldest(weakUse.history());
      measured("etcd serializable: a read was out of date by %d ms", oldest.toMillis());
      assertTrue(oldest.compareTo(CUT.dividedBy(2)) > 0, oldest::toString);
      assertEquals(Duration.ZERO, oldest(strongUse.history()));
    }
    Lab.AWAIT.until(() -> "all nodes hold the same", Lab.LONGEST, etcd::isSettled);
  }

  /** Cuts until another leads and has served for a while, heals, and waits until all serve. */
  private void isolateTheLeader(Registers use) {
    String leader = awaitLeader("");
    List<String> others = ids().stream().filter(id -> !id.equals(leader)).toList();
    Set<Link> links = Link.around(leader, others);
    use.awaitMore(100);
    network.disturb(links, SILENCE);
    long cut = ticker.nanos();
    String next = awaitLeader(leader);
    long led = ticker.nanos();
    use.awaitMore(100);
    Lab.AWAIT.until(
        () -> "a long cut", CUT.plusSeconds(1), () -> ticker.nanos() - cut > CUT.toNanos());
    assertTrue(links.stream().allMatch(link -> silentSince(link) < cut + CUT.toNanos() / 2));
    network.heal();
    long healed = ticker.nanos();
    etcd.nodes().forEach(etcd::awaitServing);
    measured(
        "etcd: %s cut off, %s led %d ms later; all served %d ms after the healing",
        leader, next, millis(led - cut), millis(ticker.nanos() - healed));
  }

  private long silentSince(Link link) {
    return Objects.requireNonNull(network.canaries().get(link), link::toString).arrivedNanos();
  }

  private String awaitLeader(String otherThan) {
    Lab.AWAIT.until(
        () -> "another leads than \"" + otherThan + "\"",
        Lab.LONGEST,
        () -> etcd.leader().filter(id -> !id.equals(otherThan)).isPresent());
    return etcd.leader().orElseThrow();
  }

  private List<String> ids() {
    return etcd.nodes().stream().map(ServerProcess::id).toList();
  }

  private Lane lane(String name) {
    return etcd.lanes().stream().filter(lane -> lane.name().equals(name)).findFirst().orElseThrow();
  }

  private Verdict judged(Lane lane, History history) {
    List<KeyFinding> findings =
        Linearizability.check(history, Specs.named("register", null), Bounds.usual(ticker));
    Verdict verdict = Linearizability.overall(findings);
    long ok = count(history, Event.Type.OK);
    long fail = count(history, Event.Type.FAIL);
    long info = count(history, Event.Type.INFO);
    measured(
        "etcd %s: %s (%s); %d ok, %d fail, %d info",
        lane.name(), verdict.kind(), verdict.reason(), ok, fail, info);
    assertTrue(ok >= OK_MIN, () -> lane.name() + ": only " + ok + " operations were acknowledged");
    return verdict;
  }

  private static long count(History history, Event.Type type) {
    return history.events().stream().filter(event -> event.type() == type).count();
  }

  /** By how much the oldest answer was out of date. */
  private static Duration oldest(History history) {
    return Staleness.of(history).quantile(1);
  }

  @Test
  void eachRequestIsServedAsWhatItIs() {
    for (Lane lane : etcd.lanes()) {
      try (StoreClient client = etcd.client(lane)) {
        served(client, lane.name());
      }
    }
  }

  private static void served(StoreClient client, String key) {
    assertEquals(null, told(client, "read", key, null));
    told(client, "write", key, "größer");
    assertEquals("größer", told(client, "read", key, null));
    assertEquals("false", told(client, "cas", key, "[1 2]"));
    told(client, "write", key, "1");
    assertEquals(null, told(client, "cas", key, "[1 2]"));
    assertEquals("2", told(client, "read", key, null));
    assertEquals("44", told(client, "increment", key, "42"));
    told(client, "delete", key, null);
    assertEquals(null, told(client, "read", key, null));
    assertEquals("false", told(client, "cas", key, "[1 2]"));
    assertEquals("-1", told(client, "increment", key, "-1"));
    assertEquals(null, told(client, "cas", key, "[-1 nil]"));
    assertEquals(null, told(client, "append", key, "a"));
    assertEquals(null, told(client, "add", key, "b"));
    assertEquals("[a b]", told(client, "read", key, null));
  }

  private static @Nullable String told(
      StoreClient client, String operation, String key, @Nullable String value) {
    Reply reply = client.call(new Request(operation, key, value, "n1"));
    assertEquals(Event.Type.OK, reply.type(), () -> operation + ": " + reply);
    assertEquals("n1", reply.servedBy());
    return reply.value();
  }

  @Test
  void aPausedNodeLeavesWritesOpenAndAKilledOneRefusesThem() {
    ServerProcess follower =
        etcd.nodes().stream()
            .filter(node -> !etcd.leader().equals(Optional.of(node.id())))
            .findFirst()
            .orElseThrow();
    Request write = new Request("write", "k", "v", follower.id());
    Request read = new Request("read", "k", null, follower.id());
    try (StoreClient client = etcd.client(lane("linearizable"))) {
      assertEquals(Event.Type.OK, client.call(write).type());
      follower.pause();
      assertEquals(Event.Type.INFO, client.call(write).type());
      assertEquals(Event.Type.FAIL, client.call(read).type());
      assertTrue(etcd.leader().isPresent());
      follower.kill();
      assertEquals(Event.Type.FAIL, client.call(write).type());
      follower.start();
      etcd.awaitServing(follower);
      assertEquals("v", client.call(read).value());
    }
  }

  @Test
  void aNodeThatStartsAloneIsServingAsFarAsItCan() {
    etcd.nodes().forEach(ServerProcess::kill);
    ServerProcess first = etcd.nodes().get(0);
    first.start();
    etcd.awaitServing(first);
    assertEquals(Optional.empty(), etcd.leader());
  }

  @Test
  void closingLeavesNoProcess() {
    assertTrue(ProcessHandle.current().descendants().count() > 0);
    etcd.close();
    network.close();
    Lab.AWAIT.until(
        () -> "none is left of " + ProcessHandle.current().descendants().toList(),
        Lab.LONGEST,
        () -> ProcessHandle.current().descendants().findAny().isEmpty());
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
