package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.ClusterMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MembershipViewTest {
  private static final ClusterMetadata FORMED = Clusters.formed();

  private final MembershipView view = new MembershipView();

  @Test
  void beforeThereIsAClusterTheIntroducedMembersAreKnown() {
    assertFalse(view.get().formed());
    view.introduce(List.of(Clusters.node(2)));
    assertEquals(Map.of("n2", "h2:7400"), view.addresses());
    view.advance(Clusters.formed());
    assertEquals(Clusters.three(), view.members());
  }

  @Test
  void aMemberConfiguredForAnotherAddressMayNotGoOn() {
    view.advance(FORMED);
    assertEquals(Optional.empty(), view.get().refusal(Clusters.node(2)));
    assertEquals(Optional.empty(), view.get().refusal(Clusters.node(9)));
    var moved = Clusters.node(2).toBuilder().setRaftAddress("h2:9500").build();
    CapstanException refusal = view.get().refusal(moved).orElseThrow();
    assertEquals(Failure.INVALID_ARGUMENT, refusal.failure());
    assertTrue(refusal.error().getMessage().contains("h2:7500"), refusal::toString);
    assertTrue(refusal.error().getMessage().contains("h2:9500"), refusal::toString);
  }

  @Test
  void aStateThatIsNotLaterIsIgnored() {
    view.advance(at(5));
    view.advance(at(4));
    view.advance(at(5).toBuilder().clearNodes().build());
    assertEquals(5, view.get().epoch());
    assertEquals(3, view.get().nodes().size());
  }

  @Test
  void aListenerHearsThePresentStateAndEveryLaterOneInOrder() {
    List<Long> heard = new ArrayList<>();
    view.advance(at(2));
    view.listen(state -> heard.add(state.epoch()));
    view.advance(at(3));
    view.advance(at(3));
    view.advance(at(7));
    assertEquals(List.of(2L, 3L, 7L), heard);
  }

  @Test
  void aListenerHearsNothingBeforeThereIsACluster() {
    List<Long> heard = new ArrayList<>();
    view.listen(state -> heard.add(state.epoch()));
    assertEquals(List.of(), heard);
    view.advance(at(1));
    assertEquals(List.of(1L), heard);
  }

  @Test
  void anEpochIsReachedByItselfOrByALaterOne() {
    view.advance(at(2));
    assertTrue(view.reached(2).toCompletableFuture().isDone());
    var third = view.reached(3).toCompletableFuture();
    var fifth = view.reached(5).toCompletableFuture();
    view.advance(at(4));
    assertEquals(4, third.join().epoch());
    assertFalse(fifth.isDone());
    view.advance(at(9));
    assertEquals(9, fifth.join().epoch());
  }

  @Test
  void manyEpochsInOneStreamDoNotExhaustTheStack() {
    List<Long> heard = new ArrayList<>();
    view.listen(state -> heard.add(state.epoch()));
    var last = view.reached(20_000).toCompletableFuture();
    LongStream.rangeClosed(1, 20_000).forEach(epoch -> view.advance(at(epoch)));
    assertEquals(20_000, heard.size());
    assertTrue(last.isDone());
  }

  private static ClusterMetadata at(long epoch) {
    return FORMED.toBuilder().setEpoch(epoch).build();
  }
}
