package io.capstan.server.replication.quorum;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.ReplicaRow;
import io.capstan.peer.v1.RowPageAnswer;
import io.capstan.server.core.Row;
import io.capstan.version.Stamp;
import io.capstan.version.Version;
import java.util.List;
import java.util.Optional;

/** Rows as replicas exchange them. Pure. */
final class ReplicaCodec {
  private ReplicaCodec() {}

  static ReplicaRow encode(Row row) {
    return ReplicaRow.newBuilder()
        .setFlags(row.flags())
        .setExpiresAtMillis(row.expiryMillis())
        .setVersion(UnsafeByteOperations.unsafeWrap(row.version().toBytes()))
        .setPayload(row.payload())
        .build();
  }

  static ReplicaRow encode(Optional<Row> row) {
    return row.map(ReplicaCodec::encode).orElse(ReplicaRow.getDefaultInstance());
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @return empty: no row
   * @throws CapstanException MALFORMED_FRAME when it is no row of an EVENTUAL keyspace
   */
  static Optional<Row> decode(ReplicaRow row) {
    ByteString version = row.getVersion();
    if (version.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (Version.parse(version.toByteArray()) instanceof Stamp stamp) {
        return Optional.of(
            new Row(row.getFlags(), row.getExpiresAtMillis(), stamp, row.getPayload()));
      }
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    throw malformed("its version is no stamp");
  }

  static RowPageAnswer encode(RowPage page) {
    var answer = RowPageAnswer.newBuilder();
    for (RowPage.Entry entry : page.rows()) {
      answer.addRowsBuilder().setKey(entry.key()).setRow(encode(entry.row()));
    }
    if (page.next() != null) {
      answer.setNext(page.next());
    }
    return answer.build();
  }

  static RowPage decode(RowPageAnswer answer) {
    List<RowPage.Entry> rows =
        answer.getRowsList().stream()
            .map(entry -> new RowPage.Entry(entry.getKey(), present(entry.getRow())))
            .toList();
    return new RowPage(rows, answer.getNext().isEmpty() ? null : answer.getNext());
  }

  static Row present(ReplicaRow row) {
    return decode(row).orElseThrow(() -> malformed("it has no version"));
  }

  private static CapstanException malformed(String why) {
    return CapstanException.of(Failure.MALFORMED_FRAME, "a replica's row cannot be read: " + why);
  }
}
