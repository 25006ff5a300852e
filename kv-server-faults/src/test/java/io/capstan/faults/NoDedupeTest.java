package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.OpenSession;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.Write;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.core.Effect;
import io.capstan.server.core.Row;
import io.capstan.server.core.Rows;
import io.capstan.server.core.SessionTable;
import io.capstan.server.core.ShardState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoDedupeTest {
  private static final ByteString KEY = OneReplica.bytes("k");

  private final OneReplica replica = new OneReplica(new NoDedupe());

  /** An increment, sent twice under one id. */
  private long sumAfterARetry(ShardReplica through) {
    Command increment =
        OneReplica.command(Write.newBuilder().setKey(KEY).setIncrement(5)).toBuilder()
            .setSession(SessionTable.idOf(1, 0))
            .build();
    var unused = OneReplica.write(through, increment);
    var unusedToo = OneReplica.write(through, increment);
    return applied(replica.log.commands);
  }

  /** What every replica makes of the log. */
  private static long applied(List<Command> log) {
    ShardState state = new ShardState();
    MapRows rows = new MapRows();
    var open = Command.newBuilder().setOpenSession(OpenSession.getDefaultInstance()).build();
    state.apply(ShardEntry.newBuilder().addCommands(open).build(), 1, rows);
    state.apply(ShardEntry.newBuilder().addAllCommands(log).build(), 2, rows);
    Row sum = rows.get(OneReplica.KEYSPACE, KEY);
    return sum == null ? 0 : Long.parseLong(sum.payload().toStringUtf8());
  }

  private static final class MapRows implements Rows {
    private final Map<ByteString, Row> rows = new HashMap<>();

    @Override
    public @Nullable Row get(int keyspaceIncarnation, ByteString key) {
      return rows.get(key);
    }

    @Override
    public void change(int keyspaceIncarnation, ByteString key, Effect effect) {
      if (effect instanceof Effect.Store store) {
        rows.put(key, store.row());
      }
    }

    @Override
    public void expire(long shardTimeMillis, int rowsMax) {}

    @Override
    public void drop(int keyspaceIncarnation) {}
  }

  @Test
  void anIncrementThatIsSentAgainCountsTwice() {
    assertEquals(10, sumAfterARetry(replica.broken));
  }

  @Test
  void anHonestReplicaCountsItOnce() {
    assertEquals(5, sumAfterARetry(replica.honest));
  }
}
