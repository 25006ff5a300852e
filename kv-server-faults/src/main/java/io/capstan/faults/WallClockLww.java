package io.capstan.faults;

import com.google.protobuf.ByteString;
import io.capstan.server.coordinator.WriteStamps;
import io.capstan.server.core.Row;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.quorum.WriteResult;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import io.capstan.version.Version;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The fault {@code wall-clock-lww}: a write in an EVENTUAL keyspace goes by what its coordinator's
 * wall clock says, whatever its client's stamp or session has seen, and however far that clock is
 * off; whoever loses is not told. A write without a stamp gets an honest one. Together with {@code
 * clock=FILE} on some of the nodes.
 *
 * <p>What falls: read your writes, monotonic writes and writes follow reads in EVENTUAL keyspaces,
 * and that of two writes, one of which was answered before the other was sent by one who had seen
 * it, the other holds (protocols.md Q1). A write through a node whose clock is behind is answered
 * with success, and lost.
 */
public final class WallClockLww implements BrokenMode {
  /** Called by the service loader. */
  public WallClockLww() {}

  @Override
  public String name() {
    return "wall-clock-lww";
  }

  @Override
  public WriteStamps writeStamps(WriteStamps own, InstantSource clock) {
    return given -> stamp(given, own, clock);
  }

  /** The writer and its count stay, so that no two writes have one stamp. */
  private static Stamp stamp(ByteString given, WriteStamps own, InstantSource clock) {
    return !given.isEmpty() && Version.parse(given.toByteArray()) instanceof Stamp client
        ? new Stamp(
            HybridTime.ofMillis(clock.millis()),
            client.writerHigh(),
            client.writerLow(),
            client.sequence())
        : own.of(given);
  }

  @Override
  public SliceQuorums sliceQuorums(SliceQuorums own) {
    return new Quorums(own);
  }

  private static final class Quorums extends AlteredQuorums {
    Quorums(SliceQuorums own) {
      super(own);
    }

    @Override
    public CompletionStage<WriteResult> write(
        ReplicaKey key, Row row, List<String> nodes, int needed, long deadlineNanos) {
      return super.write(key, row, nodes, needed, deadlineNanos)
          .thenApply(done -> new WriteResult(done.stored(), done.hinted(), false, done.existed()));
    }
  }
}
