package io.capstan.server.replication.raft;

import io.capstan.log.v1.AppliedRecord;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RecordCodec;
import io.capstan.server.storage.RowStore;
import io.capstan.server.storage.ShardKeys;
import java.util.Optional;

/** A shard's record of how far it has applied its log, as a view of the store has it. */
final class AppliedRecords {
  private AppliedRecords() {}

  /** Empty: the shard has applied nothing. */
  static Optional<AppliedRecord> read(RowStore.View view, ShardKeys keys) {
    byte[] key = keys.applied().toBytes();
    return Optional.ofNullable(view.get(key))
        .map(value -> RecordCodec.decode(key, value, AppliedRecord.parser()));
  }

  static LogPosition position(AppliedRecord row) {
    return new LogPosition(row.getTerm(), row.getIndex());
  }
}
