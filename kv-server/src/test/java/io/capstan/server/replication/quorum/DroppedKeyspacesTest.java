package io.capstan.server.replication.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.log.v1.Bootstrap;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.peer.v1.Mutation;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.ring.Token;
import io.capstan.server.core.Row;
import io.capstan.server.membership.ClusterState;
import io.capstan.server.membership.MetadataTransition;
import io.capstan.server.replication.raft.Await;
import io.capstan.v1.DropKeyspaceRequest;
import io.capstan.v1.Node;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DroppedKeyspacesTest {
  private static final int EVENTUAL = 2;

  private final FakeReplica replica = new FakeReplica();
  private ClusterMetadata metadata =
      MetadataTransition.apply(
              ClusterMetadata.getDefaultInstance(),
              MetadataCommand.newBuilder()
                  .setBootstrap(
                      Bootstrap.newBuilder()
                          .setClusterId("demo")
                          .addNodes(Node.newBuilder().setId("n1").setZone("z").setWeight(1))
                          .setStrongShards(1)
                          .setReplication(1))
                  .build())
          .getMetadata();

  @AfterEach
  void close() {
    replica.close();
  }

  private static ReplicaKey key(int incarnation, String key) {
    ByteString bytes = ByteString.copyFromUtf8(key);
    return new ReplicaKey(incarnation, Token.sliceOf(bytes.toByteArray()), bytes);
  }

  private static Row row() {
    return Row.of(new Stamp(HybridTime.ofMillis(1), 0, 0, 0), ByteString.copyFromUtf8("v"));
  }

  private void drop(String keyspace) {
    var drop = DropKeyspaceRequest.newBuilder().setName(keyspace);
    metadata =
        MetadataTransition.apply(
                metadata, MetadataCommand.newBuilder().setDropKeyspace(drop).build())
            .getMetadata();
  }

  private ReplicaAnswer mutate(String key) {
    ReplicaRequests requests = new ReplicaRequests(replica, new ClusterState(metadata)::eventual);
    var mutation =
        Mutation.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setRow(ReplicaCodec.encode(row()));
    return Await.result(
        requests.answer(
            ReplicaRequest.newBuilder()
                .setId(9)
                .setKeyspaceIncarnation(EVENTUAL)
                .setMutation(mutation)
                .build()));
  }

  @Test
  void theRowsOfDroppedKeyspacesGoAndThoseOfOthersStay() {
    Set<Integer> dropped = Set.of(2, 4, -1);
    for (int incarnation : new int[] {1, 2, 3, 4, -2, -1}) {
      for (int i = 0; i < 20; i++) {
        replica.with(key(incarnation, "k" + i), row());
      }
    }
    DroppedKeyspaces.remove(replica.store, dropped::contains);
    for (int incarnation : new int[] {1, 2, 3, 4, -2, -1}) {
      for (int i = 0; i < 20; i++) {
        boolean held = replica.held(key(incarnation, "k" + i)).isPresent();
        assertEquals(!dropped.contains(incarnation), held, incarnation + "/k" + i);
      }
    }
  }

  @Test
  void hintsAreNoRowsAndStay() {
    HintStore hints = new HintStore(replica.store, replica.writer(), 10);
    hints.keep("n2", key(EVENTUAL, "k"), row());
    Await.until("it is kept", () -> hints.total() == 1);
    DroppedKeyspaces.remove(replica.store, incarnation -> true);
    assertEquals(1, hints.some("n2", 10).size());
  }

  @Test
  void aLateWriteOfADroppedKeyspaceIsRefusedAndLeavesNoRow() {
    assertFalse(mutate("early").hasError());
    assertTrue(replica.held(key(EVENTUAL, "early")).isPresent());
    drop("eventual");
    ReplicaAnswer late = mutate("late");
    assertEquals(9, late.getId());
    assertEquals(Failure.KEYSPACE_GONE, Failure.of(late.getError().getCode()));
    assertEquals(Optional.empty(), replica.held(key(EVENTUAL, "late")));
    DroppedKeyspaces.remove(replica.store, new ClusterState(metadata)::isDropped);
    assertEquals(Optional.empty(), replica.held(key(EVENTUAL, "early")));
  }
}
