package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.runtime.Randoms;
import io.capstan.server.replication.raft.RowReader.KeyedRow;
import io.capstan.server.replication.raft.RowReader.ScanLimit;
import io.capstan.server.replication.raft.RowReader.ScanRange;
import io.capstan.server.replication.raft.SlowModel.RowId;
import io.capstan.server.replication.raft.SlowModel.Value;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.v1.ErrorCode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The replica against a slow, obvious model, over random logs. */
class ShardApplierModelTest {
  private static final int ENTRIES = 400;

  /** Some that stay the same, and one that nobody has seen; the name of the test shows it. */
  static LongStream seeds() {
    return LongStream.concat(
        LongStream.rangeClosed(1, 20), LongStream.of(Randoms.system().nextLong()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyOutcomeAndEveryRowIsTheModels(long seed) {
    MemoryRowStore store = new MemoryRowStore();
    Replica replica = new Replica(store);
    SlowModel model = new SlowModel();
    List<ShardEntry> log = RandomLog.of(seed, ENTRIES);

    for (int i = 0; i < log.size(); i++) {
      List<WriteOutcome> outcomes = replica.apply(log.get(i));
      List<WriteOutcome> expected = model.apply(i + 1, log.get(i));
      assertEquals(expected, withoutMessages(outcomes), "seed " + seed + ", entry " + (i + 1));
      if (i % 40 == 7) {
        replica = new Replica(store); // what is in memory alone must not matter
      }
    }
    assertEquals(model.rows, rows(replica, model.rows.keySet()), "seed " + seed);
  }

  @Test
  void theRandomLogsReachEveryKindOfOutcome() {
    Set<ErrorCode> seen = EnumSet.noneOf(ErrorCode.class);
    boolean swapped = false;
    for (long seed = 1; seed <= 20; seed++) {
      Replica replica = new Replica(new MemoryRowStore());
      for (ShardEntry entry : RandomLog.of(seed, ENTRIES)) {
        List<WriteOutcome> outcomes = replica.apply(entry);
        outcomes.forEach(outcome -> seen.add(outcome.getError()));
        swapped |= hasSwap(entry, outcomes);
      }
    }

    assertEquals(
        EnumSet.of(
            ErrorCode.ERROR_CODE_UNSPECIFIED,
            ErrorCode.ERROR_CODE_KEYSPACE_GONE,
            ErrorCode.ERROR_CODE_NOT_A_NUMBER,
            ErrorCode.ERROR_CODE_NUMBER_OVERFLOW,
            ErrorCode.ERROR_CODE_SESSION_EXPIRED,
            ErrorCode.ERROR_CODE_DUPLICATE_EXPIRED,
            ErrorCode.ERROR_CODE_SEQUENCE_TOO_FAR),
        seen);
    assertTrue(swapped, "a compare-and-set by version held");
  }

  private static boolean hasSwap(ShardEntry entry, List<WriteOutcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      if (entry.getCommands(i).getWrite().getCompareAndSet().hasVersion()
          && outcomes.get(i).getApplied()) {
        return true;
      }
    }
    return false;
  }

  private static Map<RowId, Value> rows(Replica replica, Set<RowId> ids) {
    Map<RowId, Value> rows = new HashMap<>();
    ids.stream()
        .map(RowId::keyspace)
        .distinct()
        .forEach(keyspace -> addRows(replica, keyspace, rows));
    assertEquals(rows.size(), replica.digest().rows(), "rows of other keyspaces");
    return rows;
  }

  private static void addRows(Replica replica, int keyspace, Map<RowId, Value> rows) {
    ScanRange all = new ScanRange(keyspace, ByteString.EMPTY, ByteString.EMPTY, ByteString.EMPTY);
    for (KeyedRow row : replica.rows.scan(all, new ScanLimit(1000, 1 << 20, false)).rows().rows()) {
      ByteString version = ByteString.copyFrom(row.row().version().toBytes());
      rows.put(
          new RowId(keyspace, row.key()),
          new Value(version, row.row().payload(), row.row().expiryMillis()));
    }
  }

  private static List<WriteOutcome> withoutMessages(List<WriteOutcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.toBuilder().clearMessage().build()).toList();
  }
}
