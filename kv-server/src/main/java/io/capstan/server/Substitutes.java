package io.capstan.server;

import io.capstan.server.coordinator.ShardReplica;
import io.capstan.server.coordinator.WriteStamps;
import io.capstan.server.replication.quorum.Convergence;
import io.capstan.server.replication.quorum.HintKeeper;
import io.capstan.server.replication.quorum.SliceQuorums;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RowStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Stand-ins for the parts that a node's guarantees rest on. The node asks for each as it is wired;
 * here every part stays as it is. Others are for tests of Capstan itself: see {@link
 * FaultProvider}.
 */
public interface Substitutes {
  /** Every part stays as it is. */
  Substitutes NONE = new Substitutes() {};

  /** For a STRONG shard's replica as clients' operations use it: its log and its rows. */
  default ShardReplica strongReplica(ShardReplica own) {
    return own;
  }

  /** For the coordinator of reads and writes in EVENTUAL keyspaces. */
  default SliceQuorums sliceQuorums(SliceQuorums own) {
    return own;
  }

  /**
   * For what stamps writes in EVENTUAL keyspaces.
   *
   * @param clock the node's wall clock
   */
  default WriteStamps writeStamps(WriteStamps own, InstantSource clock) {
    return own;
  }

  /** For what opens the rows of EVENTUAL keyspaces in their directory. */
  default BiFunction<Path, RocksOptions, RowStore> eventualRows(
      BiFunction<Path, RocksOptions, RowStore> own) {
    return own;
  }

  /** For what the Raft logs pass on their way to the disk. */
  default LogDisk logDisk(LogDisk own) {
    return own;
  }

  /** For what keeps hints. */
  default HintKeeper hintKeeper(HintKeeper own) {
    return own;
  }

  /** For the slices that are compared with another node's, whenever they are. */
  default List<Convergence.Shared> comparedSlices(List<Convergence.Shared> own) {
    return own;
  }

  /** These, and others in the place of what these have put. */
  default Substitutes andThen(Substitutes others) {
    Substitutes these = this;
    return new Substitutes() {
      @Override
      public ShardReplica strongReplica(ShardReplica own) {
        return others.strongReplica(these.strongReplica(own));
      }

      @Override
      public SliceQuorums sliceQuorums(SliceQuorums own) {
        return others.sliceQuorums(these.sliceQuorums(own));
      }

      @Override
      public WriteStamps writeStamps(WriteStamps own, InstantSource clock) {
        return others.writeStamps(these.writeStamps(own, clock), clock);
      }

      @Override
      public BiFunction<Path, RocksOptions, RowStore> eventualRows(
          BiFunction<Path, RocksOptions, RowStore> own) {
        return others.eventualRows(these.eventualRows(own));
      }

      @Override
      public LogDisk logDisk(LogDisk own) {
        return others.logDisk(these.logDisk(own));
      }

      @Override
      public HintKeeper hintKeeper(HintKeeper own) {
        return others.hintKeeper(these.hintKeeper(own));
      }

      @Override
      public List<Convergence.Shared> comparedSlices(List<Convergence.Shared> own) {
        return others.comparedSlices(these.comparedSlices(own));
      }
    };
  }
}
