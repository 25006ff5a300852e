package io.capstan.server.membership;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.MetadataResult;
import io.capstan.ring.Member;
import io.capstan.ring.Placement;
import io.capstan.ring.PreferenceList;
import io.capstan.ring.Shards;
import io.capstan.ring.Token;
import io.capstan.session.SessionToken;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.Error;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import io.capstan.v1.Shard;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The transition function of the cluster's metadata: what a command does to the state.
 *
 * <p>Pure; every replica of the metadata group computes the same. A command that cannot be done
 * leaves the state as it is and says why. Commands are checked here and not where they were
 * proposed, because only here their order is known.
 */
public final class MetadataTransition {
  /** The keyspace that exists from the start. */
  public static final String FIRST_KEYSPACE = "strong";

  private MetadataTransition() {}

  /**
   * Applies a command.
   *
   * @return the result, whose {@code metadata} is the state afterwards
   */
  public static MetadataResult apply(ClusterMetadata state, MetadataCommand command) {
    if (state.getClusterId().isEmpty() != command.hasBootstrap()) {
      return command.hasBootstrap()
          ? done(state)
          : refused(state, Failure.UNAVAILABLE, "the cluster is still forming; try again");
    }
    return switch (command.getKindCase()) {
      case BOOTSTRAP -> done(bootstrap(command.getBootstrap()));
      case ADD_NODE -> addNode(state, command.getAddNode());
      case CREATE_KEYSPACE -> create(state, command.getCreateKeyspace());
      case ALTER_KEYSPACE -> alter(state, command.getAlterKeyspace());
      case DROP_KEYSPACE -> drop(state, command.getDropKeyspace().getName());
      case KIND_NOT_SET ->
          refused(
              state,
              Failure.OPERATION_UNSUPPORTED,
              "the command is of no kind that this release knows");
    };
  }

  /** Names the history of the metadata group. */
  public static long metadataLineage(String clusterId) {
    return lineage(clusterId, "metadata");
  }

  /** Names the history of a STRONG shard: in session tokens, and as its Raft group's id. */
  public static long shardLineage(String clusterId, int shard) {
    return lineage(clusterId, "shard/" + shard);
  }

  private static long lineage(String clusterId, String group) {
    return Token.of((clusterId + "/" + group).getBytes(StandardCharsets.UTF_8));
  }

  private static ClusterMetadata bootstrap(Bootstrap command) {
    var state =
        ClusterMetadata.newBuilder()
            .setClusterId(command.getClusterId())
            .setEpoch(1)
            .addAllNodes(command.getNodesList())
            .setReplication(command.getReplication())
            .setNextIncarnation(2)
            .addKeyspaces(keyspace(FIRST_KEYSPACE, 1, KeyspaceOptions.getDefaultInstance()));
    List<Member> members =
        command.getNodesList().stream()
            .map(node -> new Member(node.getId(), node.getZone(), node.getWeight()))
            .toList();
    int shards = command.getStrongShards();
    long seed = SessionToken.fingerprint(command.getClusterId());
    List<PreferenceList> placement =
        Placement.compute(members, shards, command.getReplication(), seed);
    for (int shard = 0; shard < shards; shard++) {
      state.addShards(
          Shard.newBuilder()
              .setId(shard)
              .setFirstSlice(Shards.firstSlice(shard, shards))
              .setSlices(Shards.sliceCount(shard, shards))
              .setLineage(shardLineage(command.getClusterId(), shard))
              .addAllReplicas(placement.get(shard).nodes()));
    }
    return state.build();
  }

  private static MetadataResult addNode(ClusterMetadata state, Node node) {
    try {
      Newcomers.checkKnown(state.getNodesList(), node);
    } catch (CapstanException refusal) {
      return refused(state, refusal.failure(), refusal.error().getMessage());
    }
    if (state.getNodesList().stream().anyMatch(known -> known.getId().equals(node.getId()))) {
      return done(state);
    }
    return done(nextEpoch(state).addNodes(node).build());
  }

  private static MetadataResult create(ClusterMetadata state, CreateKeyspaceRequest request) {
    String name = request.getName();
    if (indexOf(state, name) >= 0) {
      return refused(
          state, Failure.KEYSPACE_EXISTS, "keyspace '" + name + "' exists already; choose a name");
    }
    if (request.getMode() != Mode.MODE_STRONG) {
      return refused(
          state,
          Failure.OPERATION_UNSUPPORTED,
          "this release serves STRONG keyspaces only; create '" + name + "' with mode STRONG");
    }
    Keyspace created = keyspace(name, state.getNextIncarnation(), request.getOptions());
    ClusterMetadata after =
        nextEpoch(state)
            .setNextIncarnation(state.getNextIncarnation() + 1)
            .addKeyspaces(created)
            .build();
    return MetadataResult.newBuilder().setMetadata(after).setKeyspace(created).build();
  }

  private static MetadataResult alter(ClusterMetadata state, AlterKeyspaceRequest request) {
    int index = indexOf(state, request.getName());
    if (index < 0) {
      return unknown(state, request.getName());
    }
    KeyspaceOptions.Builder options = state.getKeyspaces(index).getOptions().toBuilder();
    if (request.hasDefaultLevel()) {
      options.setDefaultLevel(request.getDefaultLevel());
    }
    if (request.hasMaxValueBytes()) {
      options.setMaxValueBytes(request.getMaxValueBytes());
    }
    Keyspace altered = state.getKeyspaces(index).toBuilder().setOptions(options).build();
    ClusterMetadata after = nextEpoch(state).setKeyspaces(index, altered).build();
    return MetadataResult.newBuilder().setMetadata(after).setKeyspace(altered).build();
  }

  private static MetadataResult drop(ClusterMetadata state, String name) {
    int index = indexOf(state, name);
    if (index < 0) {
      return unknown(state, name);
    }
    return done(
        nextEpoch(state)
            .addDropped(state.getKeyspaces(index).getIncarnation())
            .removeKeyspaces(index)
            .build());
  }

  private static Keyspace keyspace(String name, int incarnation, KeyspaceOptions options) {
    return Keyspace.newBuilder()
        .setName(name)
        .setIncarnation(incarnation)
        .setMode(Mode.MODE_STRONG)
        .setOptions(options)
        .build();
  }

  private static int indexOf(ClusterMetadata state, String name) {
    for (int i = 0; i < state.getKeyspacesCount(); i++) {
      if (state.getKeyspaces(i).getName().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static ClusterMetadata.Builder nextEpoch(ClusterMetadata state) {
    return state.toBuilder().setEpoch(state.getEpoch() + 1);
  }

  private static MetadataResult done(ClusterMetadata state) {
    return MetadataResult.newBuilder().setMetadata(state).build();
  }

  private static MetadataResult unknown(ClusterMetadata state, String name) {
    List<String> names = state.getKeyspacesList().stream().map(Keyspace::getName).toList();
    return refused(state, Failure.KEYSPACE_UNKNOWN, ClusterState.unknownKeyspace(name, names));
  }

  private static MetadataResult refused(ClusterMetadata state, Failure failure, String message) {
    return MetadataResult.newBuilder()
        .setMetadata(state)
        .setError(Error.newBuilder().setCode(failure.proto()).setMessage(message))
        .build();
  }
}
