package io.capstan.server.membership;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.ring.Shards;
import io.capstan.server.config.Nearest;
import io.capstan.session.SessionToken;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import io.capstan.v1.Shard;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node knows of its cluster at one epoch: members, keyspaces, placement.
 *
 * <p>Thread safety: immutable.
 */
public final class ClusterState {
  private final ClusterMetadata metadata;
  private final long fingerprint;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Keyspace> keyspaces = new HashMap<>();
  private final Map<Integer, Keyspace> eventual = new HashMap<>();

  public ClusterState(ClusterMetadata metadata) {
    this.metadata = metadata;
    this.fingerprint = SessionToken.fingerprint(metadata.getClusterId());
    metadata.getNodesList().forEach(node -> nodes.put(node.getId(), node));
    for (Keyspace keyspace : metadata.getKeyspacesList()) {
      keyspaces.put(keyspace.getName(), keyspace);
      if (keyspace.getMode() == Mode.MODE_EVENTUAL) {
        eventual.put(keyspace.getIncarnation(), keyspace);
      }
    }
  }

  /** Is there a cluster yet? */
  public boolean formed() {
    return !metadata.getClusterId().isEmpty();
  }

  public ClusterMetadata metadata() {
    return metadata;
  }

  public String clusterId() {
    return metadata.getClusterId();
  }

  /** The cluster's name in session tokens. */
  public long fingerprint() {
    return fingerprint;
  }

  public long epoch() {
    return metadata.getEpoch();
  }

  public Optional<Node> node(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /**
   * Why this node, as it is configured now, may not act under its name; empty when it may, or is no
   * member.
   */
  public Optional<CapstanException> refusal(Node node) {
    try {
      Newcomers.checkKnown(nodes(), node);
      return Optional.empty();
    } catch (CapstanException refusal) {
      return Optional.of(refusal);
    }
  }

  public List<Node> nodes() {
    return metadata.getNodesList();
  }

  public List<Shard> shards() {
    return metadata.getShardsList();
  }

  /** The shard that holds a key, in every STRONG keyspace. */
  public Shard shardOf(byte[] key) {
    return metadata.getShards(Shards.shardOf(key, metadata.getShardsCount()));
  }

  /**
   * Finds a shard by its number.
   *
   * @throws CapstanException INVALID_ARGUMENT when there is none
   */
  public Shard shard(int id) {
    if (id < 0 || id >= metadata.getShardsCount()) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT,
          "there is no shard %d; this cluster has shards 0 to %d"
              .formatted(id, metadata.getShardsCount() - 1));
    }
    return metadata.getShards(id);
  }

  /** The ids of the nodes that hold a slice in EVENTUAL keyspaces, in the order of preference. */
  public List<String> replicasOfSlice(int slice) {
    if (slice < 0 || slice >= metadata.getSlicesCount()) {
      throw CapstanException.of(
          Failure.INVALID_ARGUMENT,
          "there is no slice %d; this cluster has slices 0 to %d"
              .formatted(slice, metadata.getSlicesCount() - 1));
    }
    return metadata.getSlices(slice).getReplicasList();
  }

  /**
   * The EVENTUAL keyspace of an incarnation.
   *
   * @throws CapstanException KEYSPACE_GONE, or EPOCH_STALE when this node has not heard of it yet
   */
  public Keyspace eventual(int incarnation) {
    if (Integer.compareUnsigned(incarnation, metadata.getNextIncarnation()) >= 0) {
      throw CapstanException.of(
          Failure.EPOCH_STALE,
          "this node has not heard of keyspace incarnation %d yet".formatted(incarnation));
    }
    Keyspace keyspace = eventual.get(incarnation);
    if (keyspace == null) {
      throw CapstanException.of(
          Failure.KEYSPACE_GONE, "keyspace incarnation %d was dropped".formatted(incarnation));
    }
    return keyspace;
  }

  /** Whether there is an EVENTUAL keyspace of this name. */
  public boolean isEventual(String name) {
    Keyspace present = keyspaces.get(name);
    return present != null && present.getMode() == Mode.MODE_EVENTUAL;
  }

  /** Whether an incarnation was a keyspace's, and is no more. */
  public boolean isDropped(int incarnation) {
    return Integer.compareUnsigned(incarnation, metadata.getNextIncarnation()) < 0
        && metadata.getKeyspacesList().stream()
            .noneMatch(keyspace -> keyspace.getIncarnation() == incarnation);
  }

  /**
   * Finds the keyspace that a request means.
   *
   * @param incarnation the life of the name that the sender knows, 0 for the present one
   * @throws CapstanException KEYSPACE_UNKNOWN, KEYSPACE_GONE, or EPOCH_STALE when the sender knows
   *     of a keyspace that this node has not heard of yet
   */
  public Keyspace keyspace(String name, int incarnation) {
    Keyspace present = keyspaces.get(name);
    if (Integer.compareUnsigned(incarnation, metadata.getNextIncarnation()) >= 0) {
      throw CapstanException.of(
          Failure.EPOCH_STALE, "this node has not heard of keyspace '" + name + "' yet; try again");
    }
    if (present == null) {
      throw incarnation == 0
          ? CapstanException.of(Failure.KEYSPACE_UNKNOWN, unknownKeyspace(name, keyspaces.keySet()))
          : CapstanException.of(Failure.KEYSPACE_GONE, "keyspace '" + name + "' was dropped");
    }
    if (incarnation != 0 && present.getIncarnation() != incarnation) {
      throw CapstanException.of(
          Failure.KEYSPACE_GONE,
          "keyspace '" + name + "' was dropped and made again; what you knew of it is gone");
    }
    return present;
  }

  /** Whether there is a keyspace of this name now. */
  public boolean hasKeyspace(String name) {
    return keyspaces.containsKey(name);
  }

  static String unknownKeyspace(String name, Collection<String> known) {
    return "no keyspace '"
        + name
        + "'"
        + Nearest.to(name, known).map(nearest -> "; did you mean '" + nearest + "'?").orElse("")
        + " (kv keyspace list shows them all)";
  }
}
