package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.ClusterMetadata;
import io.capstan.log.v1.MetadataResult;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.ProposeResponse;
import io.capstan.runtime.Randoms;
import io.capstan.server.storage.MemoryRowStore;
import io.capstan.server.storage.RowStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** {@code n4}, which holds no replica of the metadata, keeps up. */
class MetadataFollowerTest {
  private final RowStore store = new MemoryRowStore();
  private final FakePeers peers = new FakePeers();
  private MembershipView view = new MembershipView();
  private Executor background = Runnable::run;

  @Test
  void whatAMemberTellsIsTakenOverAndKnownAfterARestart() {
    view.introduce(Clusters.three());
    allTell(Clusters.formed());
    follower().poll();
    assertEquals(Clusters.formed(), view.get().metadata());
    view = new MembershipView();
    follower().restore();
    assertEquals(Clusters.formed(), view.get().metadata());
  }

  @Test
  void anOlderAnswerChangesNothing() {
    view.advance(Clusters.formed().toBuilder().setEpoch(5).build());
    allTell(Clusters.formed());
    follower().poll();
    assertEquals(5, view.get().epoch());
    view = new MembershipView();
    follower().restore();
    assertFalse(view.get().formed(), "it was not kept either");
  }

  @Test
  void aFailureOrADamagedAnswerIsTriedAgainElsewhere() {
    view.introduce(Clusters.three());
    peers.answers(
        "n1",
        request ->
            ProposeResponse.newBuilder().setResult(ByteString.copyFromUtf8("garbage")).build());
    MetadataFollower follower = follower();
    for (int i = 0; i < 50; i++) {
      follower.poll();
    }
    assertFalse(view.get().formed());
    assertEquals(3, new HashSet<>(peers.called).size(), "all members were asked");
    allTell(Clusters.formed());
    follower.poll();
    assertTrue(view.get().formed());
  }

  @Test
  void anAnswerIsWrittenToDiskInTheBackgroundAndNotWhereItArrives() {
    List<Runnable> tasks = new ArrayList<>();
    background = tasks::add;
    view.introduce(Clusters.three());
    allTell(Clusters.formed());
    follower().poll();
    assertFalse(view.get().formed());
    tasks.forEach(Runnable::run);
    assertTrue(view.get().formed());
  }

  @Test
  void itNeverAsksItself() {
    view.introduce(List.of(Clusters.node(4)));
    follower().poll();
    assertEquals(List.of(), peers.called);
  }

  private void allTell(ClusterMetadata metadata) {
    ProposeResponse answer =
        ProposeResponse.newBuilder()
            .setResult(MetadataResult.newBuilder().setMetadata(metadata).build().toByteString())
            .build();
    for (String id : List.of("n1", "n2", "n3")) {
      peers.answers(
          id,
          request -> {
            assertTrue(((ProposeRequest) request).getCommand().isEmpty(), "only a question");
            return answer;
          });
    }
  }

  private MetadataFollower follower() {
    return new MetadataFollower(
        Clusters.ID, Clusters.node(4), view, peers, store, Randoms.seeded(7), background);
  }
}
