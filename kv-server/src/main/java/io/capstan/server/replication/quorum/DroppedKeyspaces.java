package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowKey.Kind;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.PageLimit;
import java.util.List;
import java.util.function.IntPredicate;

/** Removes the rows of EVENTUAL keyspaces that were dropped; for {@link ReplicaWriter} alone. */
final class DroppedKeyspaces {
  private DroppedKeyspaces() {}

  /**
   * Looks which keyspaces have rows in the store, and removes those of dropped ones.
   *
   * @param isDropped of a keyspace's incarnation
   */
  static void remove(RowStore store, IntPredicate isDropped) {
    RowStore.Batch batch = new RowStore.Batch();
    try (RowStore.View view = store.snapshot()) {
      byte[] to = new RowKey(Kind.SESSION, 0, 0, ByteString.EMPTY).toBytes();
      List<RowStore.Entry> first = view.scan(start(0), to, PageLimit.FIRST);
      while (!first.isEmpty()) {
        int incarnation = RowKey.parse(first.get(0).key()).keyspaceIncarnation();
        byte[] next = incarnation == -1 ? to : start(incarnation + 1);
        if (isDropped.test(incarnation)) {
          batch.deleteRange(start(incarnation), next);
        }
        first = view.scan(next, to, PageLimit.FIRST);
      }
    }
    if (!batch.changes().isEmpty()) {
      store.write(batch);
    }
  }

  private static byte[] start(int incarnation) {
    return new RowKey(Kind.ROW, incarnation, 0, ByteString.EMPTY).toBytes();
  }
}
