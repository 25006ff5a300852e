package io.capstan.client.routing;

/** Which replica of a shard a request is for. */
public enum Affinity {
  /** The leader; who does not lead will say who does. */
  LEADER,
  /** The preferred one, then any other, the leader last: it has enough to do. */
  ANY_LEADER_LAST,
  /** The preferred one, then any other. */
  ANY
}
