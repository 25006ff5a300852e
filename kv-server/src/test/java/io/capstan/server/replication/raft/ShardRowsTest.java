package io.capstan.server.replication.raft;

import static io.capstan.server.core.Commands.delete;
import static io.capstan.server.core.Commands.drop;
import static io.capstan.server.core.Commands.in;
import static io.capstan.server.core.Commands.put;
import static io.capstan.server.core.Commands.text;
import static io.capstan.server.replication.raft.Replica.KEYSPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Command;
import io.capstan.runtime.Threads;
import io.capstan.server.core.Row;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.replication.raft.RowReader.At;
import io.capstan.server.replication.raft.RowReader.Page;
import io.capstan.server.replication.raft.RowReader.ScanLimit;
import io.capstan.server.replication.raft.RowReader.ScanRange;
import io.capstan.server.storage.CorruptRowException;
import io.capstan.server.storage.FaultyRowStore;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.StoreException;
import io.capstan.version.LogVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ShardRowsTest {
  private static final ScanLimit ALL = new ScanLimit(100, 1 << 20, false);

  private final FaultyRowStore store = new FaultyRowStore(new MemoryRowStore());
  private final Replica replica = new Replica(store);

  @Test
  void aRowIsReadWithItsVersion() {
    replica.apply(in(KEYSPACE, put("k", "v")));

    assertEquals(Row.of(new LogVersion(1, 0), text("v")), replica.rows.get(KEYSPACE, text("k")));
    assertNull(replica.rows.get(KEYSPACE, text("other")));
    assertNull(replica.rows.get(KEYSPACE + 1, text("k")));
  }

  @Test
  void severalRowsAreReadInTheOrderAskedWithTheirPosition() {
    replica.apply(in(KEYSPACE, put("a", "1")), in(KEYSPACE, put("b", "2")));

    At<List<Optional<Row>>> read =
        replica.rows.getAll(KEYSPACE, List.of(text("b"), text("x"), text("a")));

    assertEquals(
        List.of("2", "-", "1"),
        read.rows().stream().map(row -> row.map(ShardRowsTest::payload).orElse("-")).toList());
    assertEquals(new LogPosition(1, 1), read.position());
  }

  @Test
  void moreBytesThanOneAnswerCarriesAreRefusedAndNoViewStaysOpen() {
    String value = "v".repeat(1 << 20);
    List<ByteString> keys = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d")) {
      replica.apply(in(KEYSPACE, put(key, value)));
      keys.add(text(key));
    }

    assertEquals(3, replica.rows.getAll(KEYSPACE, keys.subList(0, 3)).rows().size());
    CapstanException refusal =
        assertThrows(CapstanException.class, () -> replica.rows.getAll(KEYSPACE, keys));

    assertEquals(Failure.LIMIT_EXCEEDED, refusal.failure());
    assertTrue(refusal.error().getMessage().contains("get fewer keys"), refusal::toString);
    assertEquals(0, store.openViews());
  }

  @Test
  void theRowsOfADroppedKeyspaceAreRefusedAndNeverTakenForAbsent() {
    replica.apply(in(KEYSPACE, put("k", "v")), in(KEYSPACE + 1, put("k", "other")));
    replica.apply(drop(KEYSPACE));

    assertGone(replica.rows);
    assertGone(new Replica(store).rows);
    assertNotNull(replica.rows.get(KEYSPACE + 1, text("k")));
    assertEquals(0, store.openViews());
  }

  private static void assertGone(ShardRows rows) {
    ScanRange all = new ScanRange(KEYSPACE, ByteString.EMPTY, ByteString.EMPTY, ByteString.EMPTY);
    List<Executable> reads =
        List.of(
            () -> rows.get(KEYSPACE, text("k")),
            () -> rows.getAll(KEYSPACE, List.of(text("k"))),
            () -> rows.scan(all, ALL));
    for (Executable read : reads) {
      assertEquals(Failure.KEYSPACE_GONE, assertThrows(CapstanException.class, read).failure());
    }
  }

  @Test
  void aDropIsKnownBeforeTheFirstRowIsGone() {
    replica.apply(in(KEYSPACE, put("k", "v")));
    store.failWrite(1);
    assertThrows(StoreException.class, () -> replica.apply(drop(KEYSPACE)));

    assertEquals("v", replica.get("k"));
    assertGone(replica.rows);
  }

  @Test
  void aShardThatHasAppliedNothingReadsAtNothing() {
    assertEquals(LogPosition.NOTHING, replica.rows.getAll(KEYSPACE, List.of(text("k"))).position());
  }

  @Test
  void aPositionNeverLiesAboutRowsThatChangeMeanwhile() throws InterruptedException {
    // Every entry stores its own index, so what is read must name the position it is read at.
    AtomicBoolean stop = new AtomicBoolean();
    replica.apply(in(KEYSPACE, put("n", "1")));
    Thread writer =
        Threads.start(
            "writer",
            () -> {
              while (!stop.get()) {
                replica.apply(in(KEYSPACE, put("n", Long.toString(replica.index() + 1))));
              }
            });

    List<At<List<Optional<Row>>>> reads = new ArrayList<>();
    while (reads.size() < 2_000) {
      reads.add(replica.rows.getAll(KEYSPACE, List.of(text("n"))));
    }
    stop.set(true);
    writer.join();

    for (At<List<Optional<Row>>> read : reads) {
      assertEquals(
          Long.toString(read.position().index()), payload(read.rows().get(0).orElseThrow()));
    }
  }

  @Test
  void aScanStaysInItsKeyspaceAndPrefix() {
    fill("a", "b", "ba", "bb", "c");
    replica.apply(in(KEYSPACE - 1, put("b", "x")), in(KEYSPACE + 1, put("b", "x")));

    assertEquals(List.of("a", "b", "ba", "bb", "c"), keys(scan("", "", "", ALL)));
    assertEquals(List.of("b", "ba", "bb"), keys(scan("b", "", "", ALL)));
    assertEquals(List.of(), keys(scan("x", "", "", ALL)));
  }

  @Test
  void aScanTakesItsStartAndNotItsEnd() {
    fill("a", "b", "ba", "bb", "c");

    assertEquals(List.of("b", "ba"), keys(scan("", "b", "bb", ALL)));
    assertEquals(List.of("ba", "bb"), keys(scan("b", "ba", "", ALL)));
    assertEquals(List.of("b", "ba"), keys(scan("b", "a", "bb", ALL)));
    assertEquals(List.of("bb"), keys(scan("b", "bb", "z", ALL)));
    assertEquals(List.of(), keys(scan("", "c", "b", ALL)));
  }

  @Test
  void aFullPageSaysWhereTheNextOneStarts() {
    fill("a", "b", "c");
    ScanLimit two = new ScanLimit(2, 1 << 20, false);

    Page first = scan("", "", "", two);
    Page second = scan("", "c", "", two);

    assertEquals(List.of("a", "b"), keys(first));
    assertEquals(text("c"), first.next());
    assertEquals(List.of("c"), keys(second));
    assertNull(second.next());
  }

  @Test
  void aPageThatTakesTheLastRowIsTheLastOne() {
    fill("a", "b");

    assertNull(scan("", "", "", new ScanLimit(2, 1 << 20, false)).next());
  }

  @Test
  void aPageEndsBehindTheRowThatFillsItsBytes() {
    replica.apply(
        in(KEYSPACE, put("a", "12345")),
        in(KEYSPACE, put("b", "12345")),
        in(KEYSPACE, put("c", "12345")));

    assertEquals(List.of("a"), keys(scan("", "", "", new ScanLimit(9, 6, false))));
    assertEquals(List.of("a", "b"), keys(scan("", "", "", new ScanLimit(9, 7, false))));
    assertEquals(text("b"), scan("", "", "", new ScanLimit(9, 1, false)).next());
  }

  @Test
  void keysOnlyLeavesThePayloadsOutAndCountsNoBytesForThem() {
    fill("a", "b", "c");

    Page page = scan("", "", "", new ScanLimit(9, 3, true));

    assertEquals(List.of("a", "b", "c"), keys(page));
    assertEquals(ByteString.EMPTY, page.rows().get(0).row().payload());
    assertEquals(new LogVersion(1, 0), page.rows().get(0).row().version());
  }

  @Test
  void pagesTogetherHaveEveryRowOnce() {
    String[] keys = new String[2_500];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "key-%05d".formatted(i);
    }
    for (int from = 0; from < keys.length; from += 500) {
      fill(List.of(keys).subList(from, from + 500).toArray(String[]::new));
    }

    for (int rows : new int[] {1, 7, 999, 1000, 1001, 5000}) {
      List<String> seen = new ArrayList<>();
      @Nullable ByteString next = ByteString.EMPTY;
      while (next != null) {
        ScanRange range = new ScanRange(KEYSPACE, ByteString.EMPTY, next, ByteString.EMPTY);
        Page page = replica.rows.scan(range, new ScanLimit(rows, 1 << 14, false)).rows();
        seen.addAll(keys(page));
        next = page.next();
      }
      assertEquals(List.of(keys), seen, rows + " rows a page");
    }
  }

  @Test
  void aDeletedRowIsNotScanned() {
    fill("a", "b");
    replica.apply(in(KEYSPACE, delete("a")));

    assertEquals(List.of("b"), keys(scan("", "", "", ALL)));
  }

  @Test
  void aCorruptRowIsRefusedByEveryReadAndNoViewStaysOpen() {
    byte[] key = Replica.KEYS.row(KEYSPACE, text("k")).toBytes();
    store.write(new RowStore.Batch().put(key, new byte[20]));

    assertThrows(CorruptRowException.class, () -> replica.rows.get(KEYSPACE, text("k")));
    assertThrows(
        CorruptRowException.class, () -> replica.rows.getAll(KEYSPACE, List.of(text("k"))));
    assertThrows(CorruptRowException.class, () -> scan("", "", "", ALL));
    assertEquals(0, store.openViews());
  }

  private void fill(String... keys) {
    Command[] commands = new Command[keys.length];
    for (int i = 0; i < keys.length; i++) {
      commands[i] = in(KEYSPACE, put(keys[i], "value"));
    }
    replica.apply(commands);
  }

  private Page scan(String prefix, String start, String end, ScanLimit limit) {
    ScanRange range = new ScanRange(KEYSPACE, text(prefix), text(start), text(end));
    return replica.rows.scan(range, limit).rows();
  }

  private static List<String> keys(Page page) {
    return page.rows().stream().map(row -> row.key().toStringUtf8()).toList();
  }

  private static String payload(Row row) {
    return row.payload().toStringUtf8();
  }
}
