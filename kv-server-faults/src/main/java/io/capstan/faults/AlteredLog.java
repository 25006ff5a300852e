package io.capstan.faults;

import io.capstan.log.v1.Command;
import io.capstan.server.replication.raft.ReadPoint;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.server.replication.raft.Written;
import io.capstan.v1.Level;
import java.util.concurrent.CompletionStage;

/** A shard's log that is the server's own but for what a subclass alters. */
abstract class AlteredLog implements ShardLog {
  private final ShardLog own;

  AlteredLog(ShardLog own) {
    this.own = own;
  }

  @Override
  public CompletionStage<Written> write(Command command, long deadlineNanos) {
    return own.write(command, deadlineNanos);
  }

  @Override
  public CompletionStage<ReadPoint> readPoint(
      Level asked, long floorIndex, long boundMillis, long deadlineNanos) {
    return own.readPoint(asked, floorIndex, boundMillis, deadlineNanos);
  }

  @Override
  public long visibleIndex() {
    return own.visibleIndex();
  }
}
