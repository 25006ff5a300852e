package io.capstan.faults;

import io.capstan.log.v1.Command;
import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.replication.raft.ShardLog;
import io.capstan.server.replication.raft.Written;
import java.util.concurrent.CompletionStage;

/**
 * The fault {@code no-dedupe}: a write in a STRONG keyspace goes into the log without its id, so
 * that no replica knows a retry when it comes. Writes in EVENTUAL keyspaces are as they were: there
 * a retry is the same row under the same stamp.
 *
 * <p>What falls: that a write is applied once for each request id (protocols.md R6). An increment
 * whose answer was lost counts twice, a compare-and-set that has held fails when it is sent again,
 * and a put that is sent again comes back over a later one.
 */
public final class NoDedupe implements BrokenMode {
  /** Called by the service loader. */
  public NoDedupe() {}

  @Override
  public String name() {
    return "no-dedupe";
  }

  @Override
  public ShardReplica strongReplica(ShardReplica own) {
    return new ShardReplica(own.shard(), new Log(own.log()), own.rows());
  }

  private static final class Log extends AlteredLog {
    Log(ShardLog own) {
      super(own);
    }

    @Override
    public CompletionStage<Written> write(Command command, long deadlineNanos) {
      Command nameless =
          command.toBuilder().clearSession().clearSequence().clearFirstIncomplete().build();
      return super.write(nameless, deadlineNanos);
    }
  }
}
