package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.log.v1.Command;
import io.capstan.server.replication.LogPosition;
import java.util.concurrent.CompletableFuture;

/** What waits for an entry of the shard's log to carry it. */
sealed interface Pending {
  /** How much it adds to an entry. */
  int bytes();

  long deadlineNanos();

  /** Ends the wait; without effect when it has ended already. */
  void fail(CapstanException failure);

  /** A command. */
  record Write(Command command, int bytes, long deadlineNanos, CompletableFuture<Written> promise)
      implements Pending {
    Write(Command command, long deadlineNanos) {
      this(command, command.getSerializedSize(), deadlineNanos, new CompletableFuture<>());
    }

    @Override
    public void fail(CapstanException failure) {
      promise.completeExceptionally(failure);
    }
  }

  /** Nothing but the wish to know that the entry was applied here, so that reads may follow. */
  record Barrier(long deadlineNanos, CompletableFuture<LogPosition> promise) implements Pending {
    Barrier(long deadlineNanos) {
      this(deadlineNanos, new CompletableFuture<>());
    }

    @Override
    public int bytes() {
      return 0;
    }

    @Override
    public void fail(CapstanException failure) {
      promise.completeExceptionally(failure);
    }
  }
}
