package io.capstan.faults;

import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.PageQuorum;
import io.capstan.server.core.quorum.SessionFloor;
import io.capstan.server.replication.quorum.PageRequest;
import io.capstan.server.replication.quorum.ReadResult;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.quorum.RowPage;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.quorum.WriteResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A coordinator of EVENTUAL slices that is the server's own but for what a subclass alters. */
abstract class AlteredQuorums implements SliceQuorums {
  private final SliceQuorums own;

  AlteredQuorums(SliceQuorums own) {
    this.own = own;
  }

  @Override
  public CompletionStage<WriteResult> write(
      ReplicaKey key, Row row, List<String> nodes, int needed, long deadlineNanos) {
    return own.write(key, row, nodes, needed, deadlineNanos);
  }

  @Override
  public CompletionStage<ReadResult> read(
      ReplicaKey key, List<String> nodes, int needed, SessionFloor floor, long deadlineNanos) {
    return own.read(key, nodes, needed, floor, deadlineNanos);
  }

  @Override
  public CompletionStage<Map<String, RowPage>> pages(
      PageRequest request, Collection<PageQuorum.Need> needs, long deadlineNanos) {
    return own.pages(request, needs, deadlineNanos);
  }
}
