package io.capstan.faults;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.CompareAndSet;
import io.capstan.log.v1.Write;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.core.Row;
import io.capstan.server.replication.raft.RowReader;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.server.replication.raft.Written;
import io.capstan.version.LogVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The fault {@code dirty-read}: a read of single rows in a STRONG keyspace, at any level, sees what
 * puts and compare-and-sets would store that this node has taken and not yet answered, whether they
 * will be committed or not, and whether the comparison will hold or not.
 *
 * <p>What falls: linearizability, and that a refused write never happened. A read shows the value
 * of a compare-and-set that fails, or of a put that is lost with its leader.
 */
public final class DirtyRead implements BrokenMode {
  /** Called by the service loader. */
  public DirtyRead() {}

  @Override
  public String name() {
    return "dirty-read";
  }

  @Override
  public ShardReplica strongReplica(ShardReplica own) {
    Map<Place, Row> undecided = new ConcurrentHashMap<>();
    return new ShardReplica(
        own.shard(), new Log(own.log(), undecided), new Rows(own.rows(), undecided));
  }

  private record Place(int keyspaceIncarnation, ByteString key) {}

  /** Notes what is on its way. */
  private static final class Log extends AlteredLog {
    private final Map<Place, Row> undecided;

    Log(ShardLog own, Map<Place, Row> undecided) {
      super(own);
      this.undecided = undecided;
    }

    @Override
    public CompletionStage<Written> write(Command command, long deadlineNanos) {
      Optional<ByteString> value = value(command.getWrite());
      if (value.isEmpty()) {
        return super.write(command, deadlineNanos);
      }
      Place place = new Place(command.getKeyspaceIncarnation(), command.getWrite().getKey());
      Row row = Row.of(new LogVersion(Math.max(0, visibleIndex()) + 1, 0), value.get());
      undecided.put(place, row);
      return super.write(command, deadlineNanos)
          .whenComplete((written, failure) -> undecided.remove(place, row));
    }

    private static Optional<ByteString> value(Write write) {
      if (write.hasPut()) {
        return Optional.of(write.getPut());
      }
      CompareAndSet change = write.getCompareAndSet();
      return change.hasValue() ? Optional.of(change.getValue()) : Optional.empty();
    }
  }

  /** Shows it. */
  private record Rows(RowReader own, Map<Place, Row> undecided) implements RowReader {
    @Override
    public @Nullable Row get(int keyspaceIncarnation, ByteString key) {
      Row row = undecided.get(new Place(keyspaceIncarnation, key));
      return row == null ? own.get(keyspaceIncarnation, key) : row;
    }

    @Override
    public At<List<Optional<Row>>> getAll(int keyspaceIncarnation, List<ByteString> userKeys) {
      At<List<Optional<Row>>> found = own.getAll(keyspaceIncarnation, userKeys);
      List<Optional<Row>> rows = new ArrayList<>(found.rows());
      for (int i = 0; i < rows.size(); i++) {
        Row row = undecided.get(new Place(keyspaceIncarnation, userKeys.get(i)));
        if (row != null) {
          rows.set(i, Optional.of(row));
        }
      }
      return new At<>(List.copyOf(rows), found.position());
    }

    @Override
    public At<Page> scan(ScanRange range, ScanLimit limit) {
      return own.scan(range, limit);
    }
  }
}
