package io.capstan.faults;

import io.capstan.server.replication.quorum.Convergence;
import io.capstan.server.replication.quorum.HintKeeper;
import java.util.List;

/**
 * The fault {@code lost-hints}: what a replica of an EVENTUAL keyspace could not take is forgotten
 * instead of kept, and replicas are not compared with one another, which would find it. Reads still
 * repair the rows that they find to differ.
 *
 * <p>What falls: that a replica which missed a write gets it. After a partition has healed replicas
 * stay different, and a read with R = ONE at one that was cut off misses what was answered long
 * before.
 */
public final class LostHints implements BrokenMode {
  /** Called by the service loader. */
  public LostHints() {}

  @Override
  public String name() {
    return "lost-hints";
  }

  @Override
  public HintKeeper hintKeeper(HintKeeper own) {
    return (node, key, row) -> {};
  }

  @Override
  public List<Convergence.Shared> comparedSlices(List<Convergence.Shared> own) {
    return List.of();
  }
}
