package io.capstan.jepsen.e2e;

import static io.capstan.jepsen.e2e.Lab.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.capstan.client.CapstanClient;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All nodes of a cluster on one small disk that really gets full. */
class FullDiskIT {
  private static final int DISK_MEBIBYTES = 256;
  private static final long LEFT_FOR_ROWS = 32L << 20;
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final int PUTS_MAX = 2_000;
  private static final String VALUE_END = "x".repeat(64 << 10);

  @RegisterExtension final Lab lab = new Lab();

  /** Rows 0 to {@code puts - 1} were acknowledged, and the first ones of them deleted. */
  private int puts;

  private int deleted;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aFullDiskRefusesPutsButServesReadsAndDeletesAndLosesNothing() throws IOException {
    SmallDisk disk = disk();
    ProcessCluster cluster = lab.cluster(3, Map.of("interval-disk-check", "100ms"));
    CapstanClient client =
        lab.client(CapstanClient.builder().seeds(cluster.addresses()).deadline(PATIENT));
    Keyspace keyspace =
        client.keyspace("strong").with(RequestOptions.DEFAULT.withLevel(Level.STRONG));

    disk.fill(LEFT_FOR_ROWS);
    putUntilRefused(keyspace);
    long freeWhenRefused = disk.freeBytes();
    assertServes(client);
    assertEquals(Failure.DISK_FULL, refusal(keyspace), "a put beside reads and deletes");

    disk.fill(0);
    assertServes(client);
    assertTrue(cluster.nodes().stream().allMatch(ServerProcess::isAlive), "a node has ended");

    disk.empty();
    Lab.AWAIT.until(() -> "puts are served again", Lab.LONGEST, () -> putOne(keyspace));
    assertServes(client);
    cluster.killAll();
    cluster.start();
    assertServes(client);
    measured(
        "full disk: %d puts until DISK_FULL with %d KiB free; reads and deletes served even with"
            + " 0 bytes free; after room was made puts too, and nothing was lost",
        puts, freeWhenRefused >> 10);
  }

  private SmallDisk disk() throws IOException {
    Optional<SmallDisk> disk = SmallDisk.mount(lab.directory(Lab.CLUSTER), DISK_MEBIBYTES);
    if (disk.isEmpty()) {
      System.out.println("[skipped] FullDiskIT: mounting a small file system needs root");
    }
    assumeTrue(disk.isPresent(), "mounting needs root");
    return lab.closing(disk.get());
  }

  private void putUntilRefused(Keyspace keyspace) {
    while (putOne(keyspace)) {
      assertTrue(puts < PUTS_MAX, "no put was refused");
    }
    assertTrue(puts > 0, "the first put was refused");
  }

  /** Puts one row more; false: refused for the disk. */
  private boolean putOne(Keyspace keyspace) {
    try {
      var unused = keyspace.put(key(puts), value(puts).getBytes(UTF_8));
      puts++;
      return true;
    } catch (CapstanException refused) {
      assertEquals(Failure.DISK_FULL, refused.failure(), refused::toString);
      return false;
    }
  }

  private static Failure refusal(Keyspace keyspace) {
    byte[] key = "refused".getBytes(UTF_8);
    return assertThrows(CapstanException.class, () -> keyspace.put(key, key)).failure();
  }

  /** All that was acknowledged is there, and the first row of it can be deleted. */
  private void assertServes(CapstanClient client) {
    Keyspace keyspace = client.keyspace("strong");
    var unused = keyspace.delete(key(deleted++));
    RequestOptions strong = RequestOptions.DEFAULT.withLevel(Level.STRONG);
    List<String> expected = IntStream.range(deleted, puts).mapToObj(FullDiskIT::value).toList();
    // Compared by hand: a failure would print megabytes.
    List<String> found = Rows.values(client.keyspaceAsync("strong").with(strong));
    assertTrue(expected.equals(found), () -> found.size() + " rows, not " + expected.size());
  }

  private static byte[] key(int number) {
    return "row-%05d".formatted(number).getBytes(UTF_8);
  }

  private static String value(int number) {
    return number + VALUE_END;
  }
}
