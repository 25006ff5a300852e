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
import io.capstan.jepsen.nemesis.DoublingProxies;
import io.capstan.runtime.Threads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExactlyOnceIT {
  private static final String COUNTER = "counter";
  private static final int IN_FLIGHT = 200;
  private static final int IN_FLIGHT_AT_THE_KILL_MIN = 150;
  private static final int BEFORE_THE_KILL = 1_000;
  private static final int AFTER_THE_NEW_LEADER = 1_000;
  private static final Duration INCREMENT_DEADLINE = Duration.ofMillis(700);
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(4);

  @RegisterExtension final Lab lab = new Lab();

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void everyIncrementCountsOnceThoughEachIsDeliveredTwiceAndTheLeaderDies()
      throws InterruptedException {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    DoublingProxies proxies = lab.closing(new DoublingProxies(cluster.addresses()));
    CapstanClient client =
        lab.client(CapstanClient.builder().seeds(proxies.addresses()).deadline(INCREMENT_DEADLINE));
    Writes writes = lab.writes(client.keyspaceAsync("strong"), IN_FLIGHT);
    Failover failover = new Failover(cluster, lab.client(cluster.addresses()), writes);

    failover.start();
    writes.increment(COUNTER, failover::goesOn);
    writes.awaitAll();

    Keyspace direct =
        lab.client(cluster.addresses())
            .keyspace("strong")
            .with(RequestOptions.DEFAULT.withLevel(Level.STRONG));
    CounterChecker bounds = CounterChecker.of(Operation.of(writes.history()), COUNTER);
    long before = value(direct);
    Verdict verdict = bounds.check(before);
    assertTrue(verdict.isValid(), verdict.reason());
    assertTrue(bounds.unknown() > 0, "no write was left unknown: nothing was tested");

    settle(writes);
    long settled = CounterChecker.of(Operation.of(writes.history()), COUNTER).acknowledged();
    assertEquals(settled, value(direct), "acknowledged in the end, and the counter");
    assertTrue(proxies.doubled() > 0, "nothing went through the proxies");
    assertTrue(
        failover.inFlightAtTheKill() >= IN_FLIGHT_AT_THE_KILL_MIN,
        () -> failover.inFlightAtTheKill() + " of " + IN_FLIGHT + " in flight at the kill");
    measured(
        "exactly once: %d in flight at the kill, %d frames delivered twice; %d acknowledged,"
            + " %d unknown of which %d had happened; after the retries %d = %d",
        failover.inFlightAtTheKill(),
        proxies.doubled(),
        bounds.acknowledged(),
        bounds.unknown(),
        before - bounds.acknowledged(),
        settled,
        value(direct));
    failover.report();
  }

  private static void settle(Writes writes) throws InterruptedException {
    for (int attempt = 0; attempt < 10 && !writes.unknown().isEmpty(); attempt++) {
      writes.retryUnknown();
    }
    CounterChecker left = CounterChecker.of(Operation.of(writes.history()), COUNTER);
    assertEquals(0, left.unknown(), "still unknown after retries by their ids");
  }

  private static long value(Keyspace keyspace) {
    byte[] value = keyspace.get(COUNTER.getBytes(UTF_8)).value().orElseThrow().bytes();
    return Long.parseLong(new String(value, UTF_8));
  }

  /** Kills the leader under load, and looks when another one serves. */
  private static final class Failover {
    private final ProcessCluster cluster;
    private final CapstanClient prober;
    private final Writes writes;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong millis = new AtomicLong(-1);
    private final AtomicInteger enough = new AtomicInteger(Integer.MAX_VALUE);
    private final Thread thread = Threads.daemon("failover", this::run);

    Failover(ProcessCluster cluster, CapstanClient prober, Writes writes) {
      this.cluster = cluster;
      this.prober = prober;
      this.writes = writes;
    }

    void start() {
      thread.start();
    }

    boolean goesOn() {
      return writes.acknowledged() < enough.get() && (thread.isAlive() || millis.get() >= 0);
    }

    int inFlightAtTheKill() {
      return inFlight.get();
    }

    void report() {
      measured("failover: %d ms from kill -9 of the leader to the next write", millis.get());
      assertTrue(millis.get() >= 0, "nobody served after the kill");
      assertTrue(millis.get() < FAILOVER_MAX.toMillis(), millis + " ms until a new leader served");
    }

    private void run() {
      Keyspace keyspace = prober.keyspace("strong");
      byte[] key = "probe".getBytes(UTF_8);
      keyspace.put(key, key);
      var leader = Lab.leader(cluster, 0);
      Lab.AWAIT.until(
          () -> "there is load",
          Lab.LONGEST,
          () -> {
            inFlight.set(writes.inFlight());
            return writes.acknowledged() >= BEFORE_THE_KILL
                && inFlight.get() >= IN_FLIGHT_AT_THE_KILL_MIN;
          });
      long killed = System.nanoTime();
      leader.kill();
      keyspace.with(RequestOptions.DEFAULT.withDeadline(Lab.LONGEST)).put(key, key);
      millis.set(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed));
      enough.set(writes.acknowledged() + AFTER_THE_NEW_LEADER);
    }
  }
}
