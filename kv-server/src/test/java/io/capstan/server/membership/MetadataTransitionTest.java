package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.Failure;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.MetadataResult;
import io.capstan.ring.Member;
import io.capstan.ring.Placement;
import io.capstan.ring.Token;
import io.capstan.session.SessionToken;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.CreateKeyspaceRequest;
import io.capstan.v1.Keyspace;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import io.capstan.v1.Quorum;
import io.capstan.v1.Shard;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetadataTransitionTest {
  private ClusterMetadata state = Clusters.formed();

  @Test
  void theFirstBootstrapMakesTheClusterWithItsFirstKeyspace() {
    assertEquals(Clusters.ID, state.getClusterId());
    assertEquals(1, state.getEpoch());
    assertEquals(Clusters.three(), state.getNodesList());
    assertEquals(3, state.getReplication());
    Keyspace first = state.getKeyspaces(0);
    assertEquals("strong", first.getName());
    assertEquals(1, first.getIncarnation());
    assertEquals(Mode.MODE_STRONG, first.getMode());
  }

  @Test
  void aSecondBootstrapChangesNothing() {
    assertDone(Clusters.bootstrap(), 1);
  }

  @Test
  void beforeTheBootstrapEverythingElseIsRefusedForNow() {
    state = ClusterMetadata.getDefaultInstance();
    assertRefused(Clusters.create("a"), Failure.UNAVAILABLE, "still forming");
    assertRefused(Clusters.add(Clusters.node(4)), Failure.UNAVAILABLE, "still forming");
  }

  @Test
  void theShardsCoverAllSlicesOnceAndAreWhereThePlacementOfTheMembersPutsThem() {
    List<Member> members = List.of(member(1), member(2), member(3));
    var expected = Placement.compute(members, 4, 3, SessionToken.fingerprint(Clusters.ID));
    int slice = 0;
    Set<Long> lineages = new HashSet<>();
    for (Shard shard : state.getShardsList()) {
      assertEquals(slice, shard.getFirstSlice());
      slice += shard.getSlices();
      assertEquals(expected.get(shard.getId()).nodes(), shard.getReplicasList());
      lineages.add(shard.getLineage());
    }
    assertEquals(Token.SLICES, slice);
    lineages.add(MetadataTransition.metadataLineage(Clusters.ID));
    assertEquals(5, lineages.size(), "every history has a name of its own");
  }

  private static Member member(int number) {
    return new Member("n" + number, "z" + number, 100);
  }

  @Test
  void aNewKeyspaceGetsTheNextIncarnationAndANewEpoch() {
    MetadataResult result = assertDone(Clusters.create("a"), 2);
    assertEquals("a", result.getKeyspace().getName());
    assertEquals(3, result.getKeyspace().getIncarnation());
    assertEquals(result.getKeyspace(), state.getKeyspaces(2));
  }

  @Test
  void aKeyspaceThatExistsIsNotMadeAgain() {
    assertRefused(Clusters.create("strong"), Failure.KEYSPACE_EXISTS, "'strong' exists already");
  }

  @Test
  void anEventualKeyspaceHasItsQuorumsAndIsDroppedWithoutTheShards() {
    var options = KeyspaceOptions.newBuilder().setWriteQuorum(Quorum.QUORUM_ALL).setMinWrite(3);
    assertDone(eventual(options), 2);
    assertEquals(options.build(), state.getKeyspaces(2).getOptions());
    assertDone(Clusters.drop("e"), 3);
    assertEquals(List.of(), state.getDroppedList());
  }

  @Test
  void whatContradictsAKeyspacesModeIsRefused() {
    assertRefused(
        eventual(KeyspaceOptions.newBuilder().setMinWrite(3)),
        Failure.INVALID_ARGUMENT,
        "writes wait for 2 of 3 replicas");
    assertRefused(
        eventual(KeyspaceOptions.newBuilder().setDefaultLevel(Level.LEVEL_STRONG)),
        Failure.INVALID_ARGUMENT,
        "no STRONG reads");
    var strong =
        CreateKeyspaceRequest.newBuilder()
            .setName("s")
            .setMode(Mode.MODE_STRONG)
            .setOptions(KeyspaceOptions.newBuilder().setReadQuorum(Quorum.QUORUM_ONE));
    assertRefused(
        MetadataCommand.newBuilder().setCreateKeyspace(strong).build(),
        Failure.INVALID_ARGUMENT,
        "are for EVENTUAL keyspaces");
  }

  @Test
  void everySliceHasItsReplicasFromTheStart() {
    assertEquals(256, state.getSlicesCount());
    assertTrue(state.getSlicesList().stream().allMatch(slice -> slice.getReplicasCount() == 3));
  }

  private static MetadataCommand eventual(KeyspaceOptions.Builder options) {
    var create =
        CreateKeyspaceRequest.newBuilder()
            .setName("e")
            .setMode(Mode.MODE_EVENTUAL)
            .setOptions(options);
    return MetadataCommand.newBuilder().setCreateKeyspace(create).build();
  }

  @Test
  void anIncarnationIsNeverUsedTwice() {
    Set<Integer> seen = new HashSet<>();
    for (int life = 0; life < 5; life++) {
      assertTrue(seen.add(run(Clusters.create("a")).getKeyspace().getIncarnation()));
      run(Clusters.drop("a"));
    }
    assertEquals(seen, new HashSet<>(state.getDroppedList()));
  }

  @Test
  void aDroppedKeyspaceIsGoneAndItsIncarnationRemembered() {
    assertDone(Clusters.drop("strong"), 2);
    assertEquals(1, state.getKeyspacesCount());
    assertEquals(List.of(1), state.getDroppedList());
    assertRefused(Clusters.drop("strong"), Failure.KEYSPACE_UNKNOWN, "no keyspace 'strong'");
  }

  @Test
  void anUnknownKeyspaceIsRefusedWithTheNearestName() {
    run(Clusters.create("orders"));
    assertRefused(Clusters.drop("ordres"), Failure.KEYSPACE_UNKNOWN, "did you mean 'orders'?");
    assertRefused(
        alter(AlterKeyspaceRequest.newBuilder().setName("stron")),
        Failure.KEYSPACE_UNKNOWN,
        "did you mean 'strong'?");
  }

  @Test
  void alteringChangesWhatIsNamedAndKeepsTheRest() {
    assertDone(alter(strong().setMaxValueBytes(100)), 2);
    assertDone(alter(strong().setDefaultLevel(Level.LEVEL_STRONG)), 3);
    var options = state.getKeyspaces(0).getOptions();
    assertEquals(100, options.getMaxValueBytes());
    assertEquals(Level.LEVEL_STRONG, options.getDefaultLevel());
    assertEquals(1, state.getKeyspaces(0).getIncarnation());
  }

  private static AlterKeyspaceRequest.Builder strong() {
    return AlterKeyspaceRequest.newBuilder().setName("strong");
  }

  private static MetadataCommand alter(AlterKeyspaceRequest.Builder request) {
    return MetadataCommand.newBuilder().setAlterKeyspace(request).build();
  }

  @Test
  void aNewNodeBecomesAMemberAndMovesNoShard() {
    List<Shard> shards = state.getShardsList();
    assertDone(Clusters.add(Clusters.node(4)), 2);
    assertEquals(Clusters.node(4), state.getNodes(3));
    assertEquals(shards, state.getShardsList());
  }

  @Test
  void aMemberThatIsAddedAgainChangesNothing() {
    assertDone(Clusters.add(Clusters.node(2)), 1);
  }

  @Test
  void aMemberAtANewAddressIsRefusedWithBoth() {
    var moved = Clusters.node(2).toBuilder().setAddress("elsewhere:7400").build();
    assertRefused(
        Clusters.add(moved), Failure.INVALID_ARGUMENT, "is configured for elsewhere:7400");
  }

  @Test
  void aMembersNameWithAnotherDiskIsRefused() {
    var replaced = Clusters.node(2).toBuilder().setIncarnation("new").build();
    assertRefused(Clusters.add(replaced), Failure.DISK_REPLACED, "known with disk d2");
    var impostor = replaced.toBuilder().setAddress("elsewhere:7400").build();
    assertRefused(Clusters.add(impostor), Failure.NODE_ID_TAKEN, "must use another node-id");
  }

  @Test
  void aCommandOfNoKnownKindIsRefusedAndChangesNothing() {
    assertRefused(
        MetadataCommand.getDefaultInstance(), Failure.OPERATION_UNSUPPORTED, "no kind that");
  }

  @Test
  void aClusterFormsWithNodesOfTheLargestWeight() {
    state = ClusterMetadata.getDefaultInstance();
    var bootstrap = Clusters.bootstrap().getBootstrap().toBuilder();
    bootstrap.getNodesBuilder(0).setWeight(1_000);
    assertDone(MetadataCommand.newBuilder().setBootstrap(bootstrap).build(), 1);
  }

  private MetadataResult run(MetadataCommand command) {
    MetadataResult result = MetadataTransition.apply(state, command);
    assertFalse(result.hasError(), result::toString);
    state = result.getMetadata();
    return result;
  }

  private MetadataResult assertDone(MetadataCommand command, long epoch) {
    ClusterMetadata before = state;
    MetadataResult result = run(command);
    assertEquals(epoch, state.getEpoch());
    assertEquals(before.equals(state), before.getEpoch() == epoch, "an epoch is a change");
    return result;
  }

  private void assertRefused(MetadataCommand command, Failure failure, String message) {
    MetadataResult result = MetadataTransition.apply(state, command);
    assertEquals(failure, Failure.of(result.getError().getCode()));
    assertTrue(result.getError().getMessage().contains(message), result::toString);
    assertEquals(state, result.getMetadata());
  }
}
