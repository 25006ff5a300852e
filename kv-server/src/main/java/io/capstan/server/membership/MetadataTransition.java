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
import io.capstan.server.core.quorum.Quorums;
import io.capstan.session.SessionToken;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.Error;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import io.capstan.v1.Node;
import io.capstan.v1.Quorum;
import io.capstan.v1.Shard;
import io.capstan.v1.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The transition function of the cluster's metadata: what a command does to the state.
 *
 * <p>Pure; every replica of the metadata group computes the same. A command that cannot be done
 * leaves the state as it is and says why. Commands are checked here and not where they were
 * proposed, because only here their order is known.
 */
public final class MetadataTransition {
  /** The STRONG keyspace that exists from the start. */
  public static final String FIRST_KEYSPACE = "strong";

  /** The EVENTUAL keyspace that exists from the start. */
  public static final String FIRST_EVENTUAL_KEYSPACE = "eventual";

  private static final KeyspaceOptions NO_OPTIONS = KeyspaceOptions.getDefaultInstance();

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
            .setNextIncarnation(3)
            .addKeyspaces(keyspace(FIRST_KEYSPACE, 1, Mode.MODE_STRONG, NO_OPTIONS))
            .addKeyspaces(keyspace(FIRST_EVENTUAL_KEYSPACE, 2, Mode.MODE_EVENTUAL, NO_OPTIONS));
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
    Placement.compute(members, Token.SLICES, command.getReplication(), seed)
        .forEach(list -> state.addSlices(Slice.newBuilder().addAllReplicas(list.nodes())));
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
    Optional<String> contradiction = contradiction(state, request.getMode(), request.getOptions());
    if (contradiction.isPresent()) {
      return refused(state, Failure.INVALID_ARGUMENT, contradiction.get());
    }
    Keyspace created =
        keyspace(name, state.getNextIncarnation(), request.getMode(), request.getOptions());
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
    alterQuorums(request, options);
    Mode mode = state.getKeyspaces(index).getMode();
    Optional<String> contradiction = contradiction(state, mode, options.build());
    if (contradiction.isPresent()) {
      return refused(state, Failure.INVALID_ARGUMENT, contradiction.get());
    }
    Keyspace altered = state.getKeyspaces(index).toBuilder().setOptions(options).build();
    ClusterMetadata after = nextEpoch(state).setKeyspaces(index, altered).build();
    return MetadataResult.newBuilder().setMetadata(after).setKeyspace(altered).build();
  }

  private static void alterQuorums(AlterKeyspaceRequest request, KeyspaceOptions.Builder options) {
    if (request.hasReadQuorum()) {
      options.setReadQuorum(request.getReadQuorum());
    }
    if (request.hasWriteQuorum()) {
      options.setWriteQuorum(request.getWriteQuorum());
    }
    if (request.hasMinWrite()) {
      options.setMinWrite(request.getMinWrite());
    }
    if (request.hasSyncIntervalMillis()) {
      options.setSyncIntervalMillis(request.getSyncIntervalMillis());
    }
  }

  /** What is wrong with the options of a keyspace of this mode; empty: nothing. */
  private static Optional<String> contradiction(
      ClusterMetadata state, Mode mode, KeyspaceOptions options) {
    if (mode == Mode.MODE_STRONG) {
      boolean quorums =
          options.getReadQuorum() != Quorum.QUORUM_UNSPECIFIED
              || options.getWriteQuorum() != Quorum.QUORUM_UNSPECIFIED
              || options.getMinWrite() != 0
              || options.getSyncIntervalMillis() != 0;
      return quorums
          ? Optional.of(
              "quorums, min_write and sync_interval are for EVENTUAL keyspaces; a STRONG one writes to a majority and syncs always")
          : Optional.empty();
    }
    int write =
        Quorums.needed(Quorum.QUORUM_UNSPECIFIED, options.getWriteQuorum(), state.getReplication());
    if (options.getMinWrite() > write) {
      return Optional.of(
          "min_write is %d, but writes wait for %d of %d replicas unless they say otherwise"
              .formatted(options.getMinWrite(), write, state.getReplication()));
    }
    return options.getDefaultLevel() == Level.LEVEL_STRONG
        ? Optional.of("an EVENTUAL keyspace has no STRONG reads; choose another default level")
        : Optional.empty();
  }

  private static MetadataResult drop(ClusterMetadata state, String name) {
    int index = indexOf(state, name);
    if (index < 0) {
      return unknown(state, name);
    }
    Keyspace dropped = state.getKeyspaces(index);
    ClusterMetadata.Builder after = nextEpoch(state).removeKeyspaces(index);
    if (dropped.getMode() == Mode.MODE_STRONG) {
      after.addDropped(dropped.getIncarnation());
    }
    return done(after.build());
  }

  private static Keyspace keyspace(
      String name, int incarnation, Mode mode, KeyspaceOptions options) {
    return Keyspace.newBuilder()
        .setName(name)
        .setIncarnation(incarnation)
        .setMode(mode)
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
