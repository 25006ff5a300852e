package io.capstan.server.membership;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.MetadataRecord;
import io.capstan.log.v1.MetadataResult;
import io.capstan.server.replication.LogApplier;
import io.capstan.server.replication.LogPosition;
import io.capstan.server.storage.RecordCodec;
import io.capstan.server.storage.RowKey;
import io.capstan.server.storage.RowStore;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The replicated metadata on one node: one row that holds the whole state and its log position.
 *
 * <p>The row is a sealed record; log entries begin with a format byte. Thread safety: as {@link
 * LogApplier} says.
 */
public final class MetadataApplier implements LogApplier {
  static final byte FORMAT = 1;
  private static final byte[] ROW =
      new RowKey(RowKey.Kind.METADATA, 0, 0, ByteString.EMPTY).toBytes();

  private final RowStore store;
  private final Consumer<ClusterMetadata> published;
  private ClusterMetadata state = ClusterMetadata.getDefaultInstance();

  /**
   * Makes the applier over the node's STRONG rows.
   *
   * @param published told of every state, the restored one too
   */
  public MetadataApplier(RowStore store, Consumer<ClusterMetadata> published) {
    this.store = store;
    this.published = published;
  }

  @Override
  public LogPosition restore() {
    byte[] row = store.get(ROW);
    if (row == null) {
      return LogPosition.NOTHING;
    }
    MetadataRecord record = RecordCodec.decode(ROW, row, MetadataRecord.parser());
    state = record.getMetadata();
    published.accept(state);
    return new LogPosition(record.getTerm(), record.getIndex());
  }

  @Override
  public MetadataResult apply(LogPosition position, ByteBuffer entry) {
    checkFormat(entry, position);
    MetadataCommand command;
    try {
      command = MetadataCommand.parseFrom(entry);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("metadata entry " + position + " is damaged", e);
    }
    MetadataResult result = MetadataTransition.apply(state, command);
    keep(store, position, result.getMetadata());
    state = result.getMetadata();
    published.accept(state);
    return result;
  }

  @Override
  public void advance(LogPosition position) {
    // The row keeps the position of the last command: what lies between changes nothing when it is
    // passed again.
  }

  static void keep(RowStore store, LogPosition position, ClusterMetadata metadata) {
    MetadataRecord record =
        MetadataRecord.newBuilder()
            .setTerm(position.term())
            .setIndex(position.index())
            .setMetadata(metadata)
            .build();
    store.write(new RowStore.Batch().put(ROW, RecordCodec.encode(ROW, record)));
    // Rare, and what a node judges others by when it comes back from a crash.
    store.flush();
  }

  private static void checkFormat(ByteBuffer entry, LogPosition position) {
    byte format = entry.get();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "metadata entry %s has format %d, this release reads format %d"
              .formatted(position, format, FORMAT));
    }
  }

  /** A command as the log holds it. */
  static byte[] entry(MetadataCommand command) {
    ByteBuffer entry = ByteBuffer.allocate(1 + command.getSerializedSize());
    return entry.put(FORMAT).put(command.toByteArray()).array();
  }
}
