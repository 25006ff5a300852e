package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.RowStore.Entry;
import io.capstan.server.storage.RowStore.PageLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Which keyspaces have keys of a kind in a view of the store, in whatever shard. */
final class StoredKeyspaces {
  private StoredKeyspaces() {}

  /** Their incarnations, in ascending order as unsigned numbers; one look-up each. */
  static List<Integer> of(RowStore.View view, RowKey.Kind kind) {
    List<Integer> found = new ArrayList<>();
    OptionalInt keyspace = from(view, kind, 0);
    while (keyspace.isPresent()) {
      int incarnation = keyspace.getAsInt();
      found.add(incarnation);
      keyspace = incarnation == -1 ? OptionalInt.empty() : from(view, kind, incarnation + 1);
    }
    return found;
  }

  private static OptionalInt from(RowStore.View view, RowKey.Kind kind, int incarnation) {
    byte[] from = new RowKey(kind, incarnation, 0, ByteString.EMPTY).toBytes();
    byte[] behindLast =
        new RowKey(kind, -1, RowKey.SHARD_MAX, ByteString.EMPTY).toBytesBehindPrefix();
    List<Entry> first = view.scan(from, behindLast, PageLimit.FIRST);
    return first.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(RowKey.parse(first.get(0).key()).keyspaceIncarnation());
  }
}
