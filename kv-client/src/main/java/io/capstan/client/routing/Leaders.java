package io.capstan.client.routing;

import io.capstan.v1.Shard;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who leads each shard, as far as answers have told; until they do, as the view says.
 *
 * <p>Thread safety: safe for use by several threads. A guess may be wrong: who is asked then says
 * NOT_LEADER.
 */
public final class Leaders {
  private static final String NOT_KNOWN = "";

  private final Map<Integer, String> learnt = new ConcurrentHashMap<>();

  /** The id of the node to try first; null: not known. */
  public @Nullable String leader(Shard shard) {
    String leader = learnt.getOrDefault(shard.getId(), shard.getLeader());
    return leader.equals(NOT_KNOWN) ? null : leader;
  }

  /** A node led the shard just now, or was named by one that does not. */
  public void learn(int shard, String nodeId) {
    if (!nodeId.equals(learnt.get(shard))) {
      learnt.put(shard, nodeId);
    }
  }

  /** A node says that it does not lead; a guess at another node stands. */
  public void refute(Shard shard, String nodeId) {
    if (nodeId.equals(leader(shard))) {
      learnt.put(shard.getId(), NOT_KNOWN);
    }
  }

  /** A new view was made by a node that had looked: what it says may be newer than a refutation. */
  public void viewChanged() {
    learnt.values().removeIf(leader -> leader.equals(NOT_KNOWN));
  }
}
