package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.jepsen.checker.CounterChecker;
import io.capstan.jepsen.checker.Verdict;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.history.Operation;
import io.capstan.jepsen.nemesis.Disturbance.Delay;
import io.capstan.jepsen.nemesis.Disturbance.Duplicate;
import io.capstan.jepsen.nemesis.Disturbance.Loss;
import io.capstan.jepsen.nemesis.Disturbance.Reorder;
import io.capstan.jepsen.nemesis.ProxyNetwork;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.transport.ChannelFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole messages between three nodes, and between a client and nodes, go astray. */
class MessageFaultsIT {
  private static final String COUNTER = "counter";
  private static final int IN_FLIGHT = 50;
  private static final int ENOUGH = 500;
  private static final int ONE_BY_ONE = 200;
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  @RegisterExtension final Lab lab = new Lab();

  private ProxyNetwork network(long seed) {
    return lab.closing(new ProxyNetwork(Randoms.seeded(seed), Ticker.system(), true));
  }

  private ProcessCluster cluster(ProxyNetwork network) {
    ProcessCluster cluster = lab.planned(Lab.CLUSTER, 3, Map.of(), network);
    cluster.start();
    return cluster;
  }

  private CapstanClient client(ProcessCluster cluster, ChannelFactory channels, Duration deadline) {
    return lab.client(
        CapstanClient.builder()
            .seeds(cluster.addresses())
            .deadline(deadline)
            .clientChannels(lab.closing(channels)));
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void everyIncrementCountsOnceThoughMessagesAreLostDoubledReorderedAndLate()
      throws InterruptedException {
    ProxyNetwork network = network(1);
    ProcessCluster cluster = cluster(network);
    CapstanClient everywhere = client(cluster, network.channels(), Lab.LONGEST);
    // Beside the leader a client's own messages would pass no link.
    String beside = cluster.othersThan(Lab.leader(cluster, 0).id()).get(0).id();
    CapstanClient client = client(cluster, network.channelsBeside(beside), DEADLINE);
    Writes writes = lab.writes(client.keyspaceAsync("strong"), IN_FLIGHT);
    writes.increment(COUNTER, () -> writes.acknowledged() < ENOUGH);
    writes.awaitAll();
    int healthy = writes.acknowledged();

    network.disturb(network.links(), new Loss(0.05));
    network.disturb(network.links(), new Duplicate(0.2));
    network.disturb(network.links(), new Reorder(0.2));
    network.disturb(network.links(), new Delay(Duration.ofMillis(2), Duration.ofMillis(5)));
    long began = System.nanoTime();
    writes.increment(COUNTER, () -> writes.acknowledged() < healthy + ENOUGH);
    writes.awaitAll();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    network.heal();

    Keyspace direct =
        everywhere.keyspace("strong").with(RequestOptions.DEFAULT.withLevel(Level.STRONG));
    CounterChecker bounds = CounterChecker.of(Operation.of(writes.history()), COUNTER);
    Verdict verdict = bounds.check(value(direct));
    assertTrue(verdict.isValid(), verdict.reason());
    long hit = network.messagesHit().values().stream().mapToLong(Long::longValue).sum();
    assertTrue(hit > ENOUGH, () -> "only " + hit + " messages were hit");
    for (int attempt = 0; attempt < 10 && !writes.unknown().isEmpty(); attempt++) {
      writes.retryUnknown();
    }
    assertEquals(
        CounterChecker.of(Operation.of(writes.history()), COUNTER).acknowledged(),
        value(direct),
        "acknowledged in the end, and the counter");
    Lab.awaitAgreement(everywhere);
    measured(
        "messages astray: %d increments acknowledged in %d ms, %d unknown, %d messages hit",
        writes.acknowledged() - healthy, millis, bounds.unknown(), hit);
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void entriesWhoseAnswersAreLostAreSentAgain() {
    ProxyNetwork network = network(2);
    ProcessCluster cluster = cluster(network);
    CapstanClient client = client(cluster, network.channels(), Lab.LONGEST);
    Keyspace keyspace = client.keyspace("strong");
    network.disturb(network.links(), new Loss(0.1));
    long slowest = 0;
    for (int put = 0; put < ONE_BY_ONE; put++) {
      byte[] key = ("key-" + put).getBytes(UTF_8);
      long began = System.nanoTime();
      var unused = keyspace.put(key, key);
      slowest = Math.max(slowest, System.nanoTime() - began);
    }
    network.heal();
    Lab.awaitAgreement(client);
    measured(
        "one message of ten lost: %d puts one by one, the slowest in %d ms",
        ONE_BY_ONE, TimeUnit.NANOSECONDS.toMillis(slowest));
  }

  private static long value(Keyspace keyspace) {
    byte[] value = keyspace.get(COUNTER.getBytes(UTF_8)).value().orElseThrow().bytes();
    return Long.parseLong(new String(value, UTF_8));
  }
}
