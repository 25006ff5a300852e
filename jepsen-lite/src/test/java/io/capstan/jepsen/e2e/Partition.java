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
import io.capstan.jepsen.nemesis.Disturbance;
import io.capstan.jepsen.nemesis.FaultyNetwork;
import io.capstan.jepsen.nemesis.FaultyNetwork.Canary;
import io.capstan.jepsen.nemesis.Link;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One of three nodes, what is cut around it, and clients on either side: what each side serves
 * meanwhile, what the receipts say of it, and what is there after the healing.
 */
final class Partition {
  /** A cut lasts no less. */
  private static final int CUT_SECONDS = Integer.getInteger("capstan.cut.seconds", 0);

  /** Silence of canaries that is no accident. */
  private static final long SILENCE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(10 * FaultyNetwork.CANARY_MILLIS);

  private static final long STRAGGLERS_NANOS = SILENCE_NANOS / 2;

  private static final int WRITES = 20;
  private static final int READS_PER_WRITE = 20;
  private static final int ROWS = 200;
  private static final String REGISTER = "register";
  private static final Set<String> ALL = Set.of("n1", "n2", "n3");

  /** What a node may say instead of a value; anything else would hide a read that fails always. */
  private static final Set<Failure> REFUSALS = Set.of(Failure.NOT_LEADER, Failure.UNAVAILABLE);

  /** What is promised: all replicas agree, and all are served, so soon after the healing. */
  private static final Duration AGREEMENT_MAX = Duration.ofSeconds(60);

  private final ProcessCluster cluster;
  private final FaultyNetwork network;
  private final CapstanClient everywhere;
  private final ServerProcess cutOff;
  private final Set<Link> links;
  private final Side alone;
  private final Side majority;
  private final boolean led;
  private final Map<Failure, Integer> refusals = new EnumMap<>(Failure.class);
  private final Map<String, String> rows = new TreeMap<>();
  private long firstMissed;

  /**
   * Does nothing yet.
   *
   * @param everywhere reaches every node, whatever is cut
   * @param alone beside the one node
   * @param links between that node and the others
   */
  Partition(
      ProcessCluster cluster,
      FaultyNetwork network,
      CapstanClient everywhere,
      Side alone,
      Side majority,
      Set<Link> links) {
    this.cluster = cluster;
    this.network = network;
    this.everywhere = everywhere;
    this.alone = alone;
    this.majority = majority;
    this.links = links;
    this.cutOff = cluster.node(alone.nodes().iterator().next());
    this.led = Lab.leader(cluster, 0) == cutOff;
  }

  /**
   * Cuts, looks at both sides, heals, and looks again.
   *
   * @param deaf whether nothing reaches the node, so that it has what it had before
   */
  void check(boolean deaf) throws InterruptedException {
    writeBefore();
    network.disturb(links, new Disturbance.Cut());
    long cut = System.nanoTime();
    CompletionStage<?> early = alone.putStrongAsync("early", "alone", Side.BRIEF);
    CompletionStage<Long> served =
        majority
            .putStrongAsync(REGISTER, "there", Lab.LONGEST)
            .thenApply(done -> System.nanoTime());
    Lab.AWAIT.until(this::canaries, Lab.LONGEST, () -> bites(cut));
    firstMissed = Lab.get(served);
    strongOnlyInTheMajority();
    Map<String, Failure> unsure = strongWritesAlone(early);
    eventualOnBothSides();
    weakerReadsAlone(deaf);
    awaitAge(cut);
    assertTrue(bites(cut), () -> "the fault did not bite: " + network.canaries());

    long agreed = heal();
    assertWhatIsLeft(unsure);
    measured(
        "partition %s: STRONG served by the others %d ms after the cut; alone %d reads refused %s,"
            + " writes %s; all replicas agreed %d ms after the healing",
        links, millis(firstMissed - cut), WRITES * READS_PER_WRITE, refusals, unsure, agreed);
  }

  private static void awaitAge(long cut) {
    Lab.AWAIT.until(
        () -> "a long cut",
        Duration.ofSeconds(CUT_SECONDS + 1),
        () -> System.nanoTime() - cut >= TimeUnit.SECONDS.toNanos(CUT_SECONDS));
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

  private String canaries() {
    return "the cut bites: " + network.canaries();
  }

  /** On each link that is cut nothing arrives any more, but what was past the cut by then. */
  private boolean bites(long cut) {
    Map<Link, Canary> newest = network.canaries();
    return System.nanoTime() - cut > SILENCE_NANOS
        && newest.keySet().containsAll(links)
        && newest.entrySet().stream()
            .filter(canary -> links.contains(canary.getKey()))
            .allMatch(canary -> canary.getValue().arrivedNanos() - cut < STRAGGLERS_NANOS);
  }

  /** Reads alone while the others write. */
  private void strongOnlyInTheMajority() throws InterruptedException {
    List<ListenableFuture<GetResponse>> reads = new ArrayList<>();
    try (NodeCalls node = NodeCalls.to(cluster, cutOff)) {
      for (int write = 1; write <= WRITES; write++) {
        for (int i = 0; i < READS_PER_WRITE; i++) {
          reads.add(node.dataAsync().get(strongRead()));
        }
        majority.putStrong(REGISTER, "during " + write);
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
    try (NodeCalls node = NodeCalls.to(cluster, cutOff)) {
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
    for (Side side : List.of(alone, majority)) {
      assertEquals(rows, side.rows(), () -> "in the rows of " + side.nodes());
    }
    unsure.forEach(
        (key, failure) -> {
          Optional<String> value = new Side(ALL, everywhere).getStrong(key);
          assertTrue(value.isEmpty() || !failure.definite(), key + " was refused");
        });
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
