package io.capstan.server;

import com.google.protobuf.ByteString;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.replication.quorum.SliceRows;
import io.capstan.server.replication.quorum.SliceSum;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Mode;
import io.capstan.v1.SliceDigest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Sums over the slices that this node holds, for {@code kv admin digest}. There is one run at a
 * time: all who ask meanwhile share the next, since some of the sums of this one may be older than
 * their question. Between two slices the executor is free for others.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class SliceDigests {
  private final String self;
  private final Supplier<ClusterState> view;
  private final SliceRows rows;
  private final Executor executor;
  // The last run that was asked for, and whether it has begun. Guarded by this.
  private CompletableFuture<List<SliceDigest>> run = CompletableFuture.completedFuture(List.of());
  private boolean begun = true;

  /**
   * Sums nothing yet.
   *
   * @param executor reads the rows; may be blocked
   */
  SliceDigests(String self, Supplier<ClusterState> view, SliceRows rows, Executor executor) {
    this.self = self;
    this.view = view;
    this.rows = rows;
    this.executor = executor;
  }

  /** The sums over all EVENTUAL keyspaces, by slice, each as it is at some time after this call. */
  synchronized CompletionStage<List<SliceDigest>> take() {
    if (begun) {
      begun = false;
      run = run.handle((digests, failure) -> digests).thenCompose(before -> begin());
    }
    return run;
  }

  private CompletableFuture<List<SliceDigest>> begin() {
    synchronized (this) {
      begun = true;
    }
    ClusterState state = view.get();
    List<SliceDigest> digests = new ArrayList<>();
    CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
    for (int each = 0; each < state.metadata().getSlicesCount(); each++) {
      int slice = each;
      if (state.replicasOfSlice(slice).contains(self)) {
        done = done.thenRunAsync(() -> digests.add(digest(state, slice)), executor);
      }
    }
    return done.thenApply(all -> List.copyOf(digests));
  }

  private SliceDigest digest(ClusterState state, int slice) {
    SliceSum sum = SliceSum.EMPTY;
    for (Keyspace keyspace : state.metadata().getKeyspacesList()) {
      if (keyspace.getMode() == Mode.MODE_EVENTUAL) {
        sum = sum.plus(rows.sum(keyspace.getIncarnation(), slice));
      }
    }
    return SliceDigest.newBuilder()
        .setSlice(slice)
        .setRows(sum.rows())
        .setSum(
            ByteString.copyFrom(
                ByteBuffer.allocate(2 * Long.BYTES).putLong(sum.high()).putLong(sum.low()).flip()))
        .build();
  }
}
