package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.Answer;
import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.client.Value;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.runtime.Randoms;
import io.capstan.session.SessionToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One session whose token hops from node to node: every step is a write or a read through another
 * node, in a keyspace of either mode. Each key's values only grow, and nobody else writes them, so
 * that a read must give at least what the session last wrote or read.
 */
class SessionHopsIT {
  private static final int HOPS = Integer.getInteger("capstan.hops", 600);
  private static final int CYCLE = 200; // hops between two kills
  private static final int KEYS = 200; // more than the token lists
  private static final List<String> KEYSPACES = List.of("strong", "eventual");
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** While a node is down a key that the token does not list cannot be promised: give up soon. */
  private static final Duration DEADLINE_WITH_FAULTS = Duration.ofMillis(300);

  /** What a node that is away may cause. */
  private static final Set<Failure> NOT_SERVED =
      Set.of(
          Failure.UNAVAILABLE,
          Failure.NOT_CAUGHT_UP,
          Failure.OUTCOME_UNKNOWN,
          Failure.DEADLINE_EXCEEDED);

  @RegisterExtension final Lab lab = new Lab();

  /** Floors of one session, and what became of its steps. */
  private static final class Walk {
    final Map<String, Long> floors = new HashMap<>();
    final Latencies latencies = new Latencies();
    SessionToken token = SessionToken.empty(SessionToken.fingerprint(Lab.CLUSTER));
    long next = 1;
    int served;
    int notServed;
  }

  /** How long reads took, by keyspace and level. */
  private static final class Latencies {
    private final Map<String, List<Long>> nanos = new HashMap<>();

    void add(String keyspace, Level level, long took) {
      for (String of : List.of(keyspace, "both")) {
        nanos.computeIfAbsent(of + " " + level, key -> new ArrayList<>()).add(took);
      }
    }

    long medianMicros(String keyspace, Level level) {
      List<Long> all = nanos.getOrDefault(keyspace + " " + level, List.of());
      return all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow() / 1000;
    }

    void print(String keyspace) {
      long session = medianMicros(keyspace, Level.SESSION);
      long eventual = medianMicros(keyspace, Level.EVENTUAL);
      measured(
          "session hops without faults, keyspaces %s: p50 of SESSION reads %d us, of EVENTUAL reads"
              + " between them %d us (%.2f x)",
          keyspace, session, eventual, (double) session / eventual);
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void aSessionSeesItsOwnWritesAndNothingOlderWhereverItGoesWhileNodesDieAndReturn() {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    Walk walk = new Walk();
    RandomGenerator random = Randoms.seeded(11);
    faults = true;
    int kills = 0;
    ServerProcess down = null;
    for (int hop = 0; hop < HOPS; hop++) {
      if (hop % CYCLE == CYCLE / 2) {
        down = cluster.nodes().stream().toList().get(kills % 3);
        down.kill();
        kills++;
      } else if (down != null && hop % CYCLE == CYCLE - 1) {
        down.start();
        cluster.awaitReady();
        down = null;
      }
      step(cluster, walk, random, down == null ? "" : down.id());
    }
    assertTrue(walk.served > HOPS / 2, walk.served + " of " + HOPS + " hops were served");
    measured(
        "session hops with kills: %d hops over both modes, %d kills, %d served, %d not, none older",
        HOPS, kills, walk.served, walk.notServed);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void withoutFaultsAlmostEveryHopIsServed() {
    ProcessCluster cluster = lab.cluster(3, Map.of());
    Walk walk = new Walk();
    RandomGenerator random = Randoms.seeded(12);
    for (int hop = 0; hop < HOPS; hop++) {
      step(cluster, walk, random, "");
    }
    assertTrue(
        walk.served >= HOPS * 0.999, () -> walk.notServed + " of " + HOPS + " hops not served");
    measured("session hops without faults: %d of %d served", walk.served, HOPS);
    walk.latencies.print("strong");
    walk.latencies.print("eventual");
    walk.latencies.print("both");
  }

  private boolean faults;
  private final Map<String, CapstanClient> clients = new HashMap<>();

  /** A client that goes to one node first, and takes over the walk's session. */
  private CapstanClient through(ProcessCluster cluster, Walk walk, String node) {
    CapstanClient client =
        clients.computeIfAbsent(
            node,
            id ->
                lab.client(
                    CapstanClient.builder()
                        .seeds(cluster.addresses())
                        .deadline(DEADLINE)
                        .prefer(id)));
    client.session().merge(walk.token);
    return client;
  }

  private void step(ProcessCluster cluster, Walk walk, RandomGenerator random, String avoid) {
    List<String> nodes =
        cluster.nodes().stream().map(ServerProcess::id).filter(id -> !id.equals(avoid)).toList();
    String node = nodes.get(random.nextInt(nodes.size()));
    String keyspace = KEYSPACES.get(random.nextInt(2));
    String key = "k" + random.nextInt(KEYS);
    CapstanClient client = through(cluster, walk, node);
    Keyspace rows = client.keyspace(keyspace);
    try {
      if (random.nextInt(2) == 0) {
        put(walk, rows, keyspace, key);
      } else {
        // Levels alternate by chance in the walk without faults, so that both meet the same.
        boolean eventual = !faults && random.nextBoolean();
        get(walk, rows, eventual ? Level.EVENTUAL : Level.SESSION, keyspace, key);
      }
      walk.served++;
    } catch (CapstanException refused) {
      assertTrue(NOT_SERVED.contains(refused.failure()), refused::toString);
      walk.notServed++;
    }
    walk.token = walk.token.merge(client.session().token());
  }

  private void put(Walk walk, Keyspace rows, String keyspace, String key) {
    long value = walk.next++;
    var unused = rows.with(options()).put(bytes(key), bytes(Long.toString(value)));
    walk.floors.put(keyspace + "/" + key, value);
  }

  private void get(Walk walk, Keyspace rows, Level level, String keyspace, String key) {
    long began = System.nanoTime();
    Answer<Optional<Value>> answer = rows.with(options().withLevel(level)).get(bytes(key));
    walk.latencies.add(keyspace, level, System.nanoTime() - began);
    if (level.equals(Level.SESSION)) {
      String place = keyspace + "/" + key;
      long seen = answer.value().map(SessionHopsIT::number).orElse(0L);
      long floor = walk.floors.getOrDefault(place, 0L);
      assertTrue(seen >= floor, () -> place + ": " + seen + " < " + floor);
      walk.floors.put(place, seen);
    }
  }

  private RequestOptions options() {
    return RequestOptions.DEFAULT.withDeadline(faults ? DEADLINE_WITH_FAULTS : DEADLINE);
  }

  private static long number(Value value) {
    return Long.parseLong(new String(value.bytes(), UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
