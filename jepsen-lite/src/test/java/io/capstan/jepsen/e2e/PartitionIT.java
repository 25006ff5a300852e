package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static io.capstan.v1.Level.LEVEL_BOUNDED;
import static io.capstan.v1.Level.LEVEL_STRONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import io.capstan.client.CapstanClient;
import io.capstan.client.Level;
import io.capstan.client.Quorum;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.jepsen.nemesis.Link;
import io.capstan.jepsen.nemesis.LinkTraffic;
import io.capstan.jepsen.nemesis.ProxyNetwork;
import io.capstan.runtime.Randoms;
import io.capstan.transport.ChannelFactory;
import io.capstan.v1.GetRequest;
import io.capstan.v1.GetResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One of three nodes partitioned away: what each side serves meanwhile, what receipts say of it,
 * and that all replicas agree after the healing. The one node's processes and the others' go on.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class PartitionIT {
  /** A cut lasts no less. */
  private static final int CUT_SECONDS = Integer.getInteger("capstan.cut.seconds", 0);

  private static final int WRITES = 20;
  private static final int READS_PER_WRITE = 20;
  private static final int ROWS = 200;
  private static final String REGISTER = "register";
  private static final Set<String> ALL = Set.of("n1", "n2", "n3");

  /** What a node may say instead of a value; anything else would hide a read that fails always. */
  private static final Set<Failure> REFUSALS = Set.of(Failure.NOT_LEADER, Failure.UNAVAILABLE);

  /** The promise that is tested: all replicas agree so soon after the healing. */
  private static final Duration AGREEMENT_MAX = Duration.ofSeconds(60);

  @RegisterExtension final Lab lab = new Lab();

  private final ProxyNetwork network = new ProxyNetwork(Randoms.system());
  private ProcessCluster cluster;
  private CapstanClient everywhere;

  @BeforeEach
  void startACluster() {
    cluster = lab.planned(Lab.CLUSTER, 3, Map.of(), lab.closing(network));
    cluster.start();
    everywhere = client(network.channels(), CapstanClient.builder());
  }

  @Test
  void aLeaderThatIsCutOffServesNothingStrongAndItsSuccessorDoes() throws InterruptedException {
    String leader = Lab.leader(cluster, 0).id();
    new Partition(leader, Link.around(leader, others(leader))).check(true);
  }

  @Test
  void aFollowerThatIsCutOffServesNothingStrongAndTheOthersGoOn() throws InterruptedException {
    String follower = cluster.othersThan(Lab.leader(cluster, 0).id()).get(0).id();
    new Partition(follower, Link.around(follower, others(follower))).check(true);
  }

  @Test
  void aLeaderThatNobodyHearsServesNothingStrongAndItsSuccessorDoes() throws InterruptedException {
    String leader = Lab.leader(cluster, 0).id();
    new Partition(leader, Link.outOf(leader, others(leader))).check(false);
  }

  @Test
  void aLeaderThatHearsNobodyServesNothingStrongAndItsSuccessorDoes() throws InterruptedException {
    String leader = Lab.leader(cluster, 0).id();
    new Partition(leader, Link.into(leader, others(leader))).check(true);
  }

  private Set<String> others(String node) {
    return cluster.othersThan(node).stream().map(ServerProcess::id).collect(Collectors.toSet());
  }

  private CapstanClient client(ChannelFactory channels, CapstanClient.Builder builder) {
    return lab.client(builder.seeds(cluster.addresses()).clientChannels(lab.closing(channels)));
  }

  private Side side(String beside, Set<String> nodes) {
    CapstanClient.Builder builder = CapstanClient.builder().prefer(beside);
    return new Side(nodes, client(network.channelsBeside(beside), builder));
  }

  /** One node, what is cut around it, and a client on either side. */
  private final class Partition {
    private final String cutOff;
    private final Set<Link> links;
    private final Side alone;
    private final Side majority;
    private final boolean led;
    private final Map<Failure, Integer> refusals = new EnumMap<>(Failure.class);
    private final Map<String, String> rows = new TreeMap<>();
    private long firstMissed;

    Partition(String cutOff, Set<Link> links) {
      this.cutOff = cutOff;
      this.links = links;
      this.alone = side(cutOff, Set.of(cutOff));
      this.majority = side(new TreeSet<>(others(cutOff)).first(), others(cutOff));
      this.led = Lab.leader(cluster, 0).id().equals(cutOff);
    }

    /**
     * Cuts, looks at both sides, heals, and looks again.
     *
     * @param deaf whether nothing reaches the node, so that it has what it had before
     */
    void check(boolean deaf) throws InterruptedException {
      writeBefore();
      Map<Link, LinkTraffic> before = traffic();
      network.cut(links);
      long cut = System.nanoTime();
      CompletionStage<?> early = alone.putStrongAsync("early", "alone");
      Lab.AWAIT.until(() -> "the cut bites: " + traffic(), Lab.LONGEST, () -> bites(before));
      strongOnlyInTheMajority();
      Map<String, Failure> unsure = strongWritesAlone(early);
      eventualOnBothSides();
      weakerReadsAlone(deaf);
      long longest = TimeUnit.SECONDS.toNanos(CUT_SECONDS);
      Lab.AWAIT.until(
          () -> "a long cut",
          Duration.ofSeconds(CUT_SECONDS + 1),
          () -> System.nanoTime() - cut >= longest);
      assertTrue(bites(before), () -> "the fault did not bite: " + before + ", " + traffic());

      long agreed = heal();
      assertWhatIsLeft(unsure);
      measured(
          "partition %s: served by the others after %d ms; %d STRONG reads alone, refused %s; writes alone %s; all"
              + " replicas agreed %d ms after the healing",
          links, millis(firstMissed - cut), WRITES * READS_PER_WRITE, refusals, unsure, agreed);
    }

    private void writeBefore() {
      // With sessions on both sides: who has none could not write for want of one.
      for (Side side : List.of(alone, majority)) {
        Side before = new Side(ALL, side.client());
        before.putStrong(REGISTER, "before");
        put(before, REGISTER, "before", Quorum.ALL);
      }
      Lab.awaitAgreement(everywhere);
    }

    private Map<Link, LinkTraffic> traffic() {
      return links.stream().collect(Collectors.toMap(link -> link, network::traffic));
    }

    /** On each link that is cut something has come, and nothing has passed. */
    private boolean bites(Map<Link, LinkTraffic> before) {
      return before.entrySet().stream()
          .allMatch(link -> network.traffic(link.getKey()).heldAllSince(link.getValue()));
    }

    /** Reads alone while the others write. */
    private void strongOnlyInTheMajority() throws InterruptedException {
      List<ListenableFuture<GetResponse>> reads = new ArrayList<>();
      try (NodeCalls node = NodeCalls.to(cluster, cluster.node(cutOff))) {
        for (int write = 1; write <= WRITES; write++) {
          for (int i = 0; i < READS_PER_WRITE; i++) {
            reads.add(node.dataAsync().get(strongRead()));
          }
          majority.putStrong(REGISTER, "during " + write);
          firstMissed = write == 1 ? System.nanoTime() : firstMissed;
          assertEquals(Optional.of("during " + write), majority.getStrong(REGISTER));
        }
        for (ListenableFuture<GetResponse> read : reads) {
          refusals.merge(refusal(read), 1, Integer::sum);
        }
      }
      assertTrue(REFUSALS.containsAll(refusals.keySet()), refusals::toString);
    }

    private Map<String, Failure> strongWritesAlone(CompletionStage<?> early) {
      Map<String, Failure> unsure = new TreeMap<>();
      unsure.put("early", Side.notServed(Lab.failure(early)));
      unsure.put("late", alone.putStrongIsNotServed("late", "alone"));
      alone.getStrongIsNotServed(REGISTER, Level.STRONG);
      return unsure;
    }

    private void eventualOnBothSides() {
      put(alone, "of both, first alone", "1", Quorum.ONE);
      put(majority, "of both, last alone", "1", Quorum.ONE);
      for (int row = 1; row <= ROWS; row++) {
        put(alone, "alone " + row, "1", Quorum.ONE);
        put(majority, "there " + row, "1", Quorum.ONE);
      }
      assertEquals(Optional.of("1"), alone.get("of both, first alone", Quorum.ONE));
      assertEquals(Optional.of("1"), majority.get("of both, last alone", Quorum.ONE));

      alone.putIsNotServed("of a majority", "1", Quorum.MAJORITY);
      alone.getIsNotServed("of both, first alone", Quorum.MAJORITY);
      put(majority, "of a majority", "2", Quorum.MAJORITY);
      assertEquals(Optional.of("2"), majority.get("of a majority", Quorum.MAJORITY));
      put(majority, "of both, first alone", "2", Quorum.ONE);
      put(alone, "of both, last alone", "2", Quorum.ONE);
    }

    private void put(Side side, String key, String value, Quorum quorum) {
      side.put(key, value, quorum);
      rows.put(key, value);
    }

    private void weakerReadsAlone(boolean deaf) {
      String here = alone.getStrong(REGISTER, Level.EVENTUAL).orElseThrow();
      assertTrue(!deaf || here.equals("before"), here);
      assertTrue(alone.getStrong(REGISTER, Level.SESSION).isPresent(), "what it has seen itself");
      alone.client().session().merge(majority.client().session().token());
      if (deaf) {
        alone.getStrongIsNotServed(REGISTER, Level.SESSION);
      }
      boundedReadsAlone(deaf);
    }

    private void boundedReadsAlone(boolean deaf) {
      try (NodeCalls node = NodeCalls.to(cluster, cluster.node(cutOff))) {
        CapstanException passed =
            NodeCalls.refusal(() -> node.data().get(bounded(Duration.ofMillis(500))));
        assertEquals(Failure.BOUND_NOT_MET, passed.failure());
        if (deaf && !led) {
          long missed = millis(System.nanoTime() - firstMissed);
          GetResponse answer = node.data().get(bounded(Duration.ofHours(1)));
          long bound = answer.getHeader().getReceipt().getStalenessBoundMillis();
          assertTrue(bound >= missed, bound + " ms, but it lacks a write of " + missed + " ms ago");
        }
      }
    }

    private long heal() {
      network.heal();
      long healed = System.nanoTime();
      Lab.awaitAgreement(everywhere);
      Side back = new Side(ALL, alone.client());
      assertEquals(Optional.of("during " + WRITES), back.getStrong(REGISTER));
      back.putStrong("after", "1");
      Duration agreed = Duration.ofNanos(System.nanoTime() - healed);
      assertTrue(agreed.compareTo(AGREEMENT_MAX) <= 0, agreed + " until all replicas agreed");
      return agreed.toMillis();
    }

    private void assertWhatIsLeft(Map<String, Failure> unsure) {
      for (String node : ALL) {
        Side here = side(node, ALL);
        assertEquals(rows, here.rows(), "through " + node);
        unsure.forEach(
            (key, failure) -> {
              Optional<String> value = here.getStrong(key);
              assertTrue(value.isEmpty() || !failure.definite(), key + " was refused");
            });
      }
    }
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }

  private static GetRequest strongRead() {
    return NodeCalls.get("strong", REGISTER, LEVEL_STRONG);
  }

  private static GetRequest bounded(Duration bound) {
    GetRequest.Builder read = strongRead().toBuilder();
    read.getHeaderBuilder()
        .setLevel(LEVEL_BOUNDED)
        .setMaxStalenessMillis((int) bound.toMillis())
        .setWantReceipt(true);
    return read.build();
  }

  private static Failure refusal(ListenableFuture<GetResponse> read) throws InterruptedException {
    try {
      throw new AssertionError("served by a node that is cut off: " + read.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException refusal) {
        return GrpcErrors.fromStatus(refusal).failure();
      }
      throw new AssertionError(e);
    }
  }
}
