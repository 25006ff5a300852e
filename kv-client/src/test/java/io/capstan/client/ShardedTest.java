package io.capstan.client;

import static io.capstan.client.Outcomes.bytes;
import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static io.capstan.client.Outcomes.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What concerns several shards at once. */
final class ShardedTest {
  private static final int KEYS = 2_000;

  private FakeCluster cluster;
  private CapstanClient client;
  private Keyspace keyspace;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(3);
    client = cluster.client().build();
    keyspace = client.keyspace("k");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void scanMergesShardsInKeyOrder() {
    List<String> written = writeKeys();
    List<String> scanned = new ArrayList<>();
    keyspace.scan(ScanRange.all()).forEachRemaining(row -> scanned.add(text(row.key())));
    assertEquals(written, scanned);
  }

  @Test
  void scanEndsAtItsLimit() {
    List<String> written = writeKeys();
    List<String> scanned = new ArrayList<>();
    keyspace
        .scan(ScanRange.prefix(bytes("key1")).from(bytes("key1500")).limit(300))
        .forEachRemaining(row -> scanned.add(text(row.key())));
    assertEquals(written.subList(1500, 1800), scanned);
  }

  @Test
  void aScanGoesOnFromTheTextOfItsPosition() throws Exception {
    List<String> written = writeKeys();
    List<String> scanned = new ArrayList<>();
    ScanRange range = ScanRange.prefix(bytes("key")).limit(7).pageRows(3);
    Optional<ScanPosition> next = Optional.empty();
    int pages = 0;
    do {
      ScanRange from =
          next.isEmpty() ? range : range.from(ScanPosition.parse(next.get().toString()));
      Scanner scanner = client.keyspaceAsync("k").scan(from);
      ScanPage page;
      do {
        page = done(scanner.nextPage());
        assertTrue(page.rows().size() <= 3, "a page has at most three rows");
        page.rows().forEach(row -> scanned.add(text(row.key())));
        pages++;
      } while (!page.last());
      next = page.next();
    } while (next.isPresent());
    assertEquals(written, scanned);
    assertTrue(pages >= KEYS / 3, () -> "too few pages");
  }

  @Test
  void aPositionOfAnotherRangeOrADamagedOneIsRefused() throws Exception {
    writeKeys();
    ScanRange range = ScanRange.prefix(bytes("key")).limit(1);
    String position =
        done(client.keyspaceAsync("k").scan(range).nextPage()).next().orElseThrow().toString();
    ScanPosition good = ScanPosition.parse(position);
    for (ScanRange other : List.of(ScanRange.prefix(bytes("ke")), range.to(bytes("key2")))) {
      CapstanException refused = assertThrows(CapstanException.class, () -> other.from(good));
      assertEquals(Failure.INVALID_ARGUMENT, refused.failure());
    }
    for (String bad : List.of("", "AAAA", position.substring(1), position + "A", "%%%")) {
      CapstanException refused =
          assertThrows(CapstanException.class, () -> ScanPosition.parse(bad), bad);
      assertEquals(Failure.TOKEN_MALFORMED, refused.failure());
    }
  }

  @Test
  void batchGetPutsTheShardsAnswersBackInTheOrderOfTheKeys() throws Exception {
    writeKeys();
    List<byte[]> keys =
        List.of(bytes("key0007"), bytes("none"), bytes("key0003"), bytes("key0001"));
    List<String> values =
        done(client.keyspaceAsync("k").batchGet(keys)).value().stream()
            .map(value -> value.map(v -> text(v.bytes())).orElse("-"))
            .toList();
    assertEquals(List.of("7", "-", "3", "1"), values);
  }

  @Test
  void aBatchAcrossShardsIsRefusedBeforeItIsSent() throws Exception {
    List<WriteOp> writes =
        IntStream.range(0, 20).mapToObj(i -> WriteOp.put(bytes("key" + i), bytes("v"))).toList();
    CapstanException failure = failed(client.keyspaceAsync("k").batchWrite(writes));
    assertEquals(Failure.CROSS_SHARD, failure.failure());
    assertTrue(failure.error().getMessage().contains("3 shards"), failure.error().getMessage());
    assertEquals(0, cluster.node(1).receivedCount());
  }

  @Test
  void aBatchInOneShardIsWritten() {
    BatchOutcome outcome =
        keyspace.batchWrite(List.of(WriteOp.put(bytes("only"), bytes("1")))).value();
    assertTrue(outcome.applied());
    assertArrayEquals(bytes("1"), keyspace.get(bytes("only")).value().orElseThrow().bytes());
  }

  @Test
  void aKeyOverTheLimitIsRefusedBeforeItIsSent() throws Exception {
    CapstanException failure = failed(client.keyspaceAsync("k").put(new byte[4097], bytes("v")));
    assertEquals(Failure.LIMIT_EXCEEDED, failure.failure());
    assertEquals(0, cluster.node(1).receivedCount());
  }

  private List<String> writeKeys() {
    List<String> keys =
        IntStream.range(0, KEYS).mapToObj(i -> String.format("key%04d", i)).toList();
    for (int i = 0; i < KEYS; i++) {
      keyspace.put(bytes(keys.get(i)), bytes(Integer.toString(i)));
    }
    return keys;
  }
}
