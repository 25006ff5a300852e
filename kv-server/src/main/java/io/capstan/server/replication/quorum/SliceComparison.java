package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import io.capstan.limits.Limits;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.LastWriteWins;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Brings two nodes' replicas of a slice together: where their sums differ it walks both in key
 * order, and stores the later row of each key on the other side. What no hint and no read has
 * repaired is found here.
 *
 * <p>Writes that go on meanwhile look like differences and cost a needless store at most.
 *
 * <p>Thread safety: confine it to one thread, which it blocks.
 */
public final class SliceComparison {
  private static final Comparator<ByteString> ORDER =
      ByteString.unsignedLexicographicalComparator();

  private final Replica here;
  private final Replica there;
  private final Duration patience;

  /**
   * Compares nothing yet.
   *
   * @param patience for each question
   */
  public SliceComparison(Replica here, Replica there, Duration patience) {
    this.here = here;
    this.there = there;
    this.patience = patience;
  }

  /**
   * Compares one slice of a keyspace and repairs what differs.
   *
   * @return how many rows were stored, here or there
   * @throws ReplicaLostException when one of the two does not answer
   */
  public int compare(int keyspaceIncarnation, int slice)
      throws ReplicaLostException, InterruptedException {
    CompletionStage<SliceSum> theirs = there.sum(keyspaceIncarnation, slice);
    if (await(here.sum(keyspaceIncarnation, slice)).equals(await(theirs))) {
      return 0;
    }
    int repaired = 0;
    ByteString from = ByteString.EMPTY;
    while (from != null) {
      PageRequest page = page(keyspaceIncarnation, slice, from);
      CompletionStage<RowPage> remote = there.page(page);
      RowPage mine = await(here.page(page));
      RowPage other = await(remote);
      ByteString end = earlier(mine.next(), other.next());
      repaired += repair(keyspaceIncarnation, slice, before(mine, end), before(other, end));
      from = end;
    }
    return repaired;
  }

  private static PageRequest page(int incarnation, int slice, ByteString from) {
    return new PageRequest(
        incarnation,
        List.of(slice),
        ByteString.EMPTY,
        from,
        ByteString.EMPTY,
        Limits.SCAN_ROWS_MAX,
        Limits.SCAN_BYTES_MAX,
        true);
  }

  private static NavigableMap<ByteString, Row> before(RowPage page, @Nullable ByteString end) {
    TreeMap<ByteString, Row> rows = new TreeMap<>(ORDER);
    for (RowPage.Entry entry : page.rows()) {
      if (end == null || ORDER.compare(entry.key(), end) < 0) {
        rows.put(entry.key(), entry.row());
      }
    }
    return rows;
  }

  private int repair(
      int incarnation,
      int slice,
      NavigableMap<ByteString, Row> mine,
      NavigableMap<ByteString, Row> other)
      throws ReplicaLostException, InterruptedException {
    int repaired = 0;
    TreeMap<ByteString, Row> all = new TreeMap<>(mine);
    all.putAll(other);
    for (ByteString key : all.keySet()) {
      int order = order(mine.get(key), other.get(key));
      if (order != 0) {
        ReplicaKey at = new ReplicaKey(incarnation, slice, key);
        copy(at, order > 0 ? here : there, order > 0 ? there : here);
        repaired++;
      }
    }
    return repaired;
  }

  private static int order(@Nullable Row a, @Nullable Row b) {
    if (a == null || b == null) {
      return a == null ? -1 : 1;
    }
    return LastWriteWins.stamp(a).compareTo(LastWriteWins.stamp(b));
  }

  private void copy(ReplicaKey key, Replica from, Replica to)
      throws ReplicaLostException, InterruptedException {
    Optional<Row> row = await(from.read(key));
    if (row.isPresent()) {
      await(to.store(key, row.get()));
    }
  }

  private static @Nullable ByteString earlier(@Nullable ByteString a, @Nullable ByteString b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return ORDER.compare(a, b) <= 0 ? a : b;
  }

  private <T> T await(CompletionStage<T> stage) throws ReplicaLostException, InterruptedException {
    try {
      return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ReplicaLostException(e);
    }
  }
}
