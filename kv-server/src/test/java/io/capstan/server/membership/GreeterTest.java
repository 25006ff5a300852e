package io.capstan.server.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.HelloRequest;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.server.transport.FormatRanges;
import io.capstan.server.transport.Greeting;
import io.capstan.v1.Node;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Who is taken for whom, by {@code n1}. */
class GreeterTest {
  private final MembershipView view = new MembershipView();
  private final AtomicBoolean recovering = new AtomicBoolean();
  private final Greeter greeter =
      new Greeter(greeting(Clusters.ID, Clusters.node(1)), Clusters.three(), view, recovering::get);

  @Test
  void aPeerLearnsWhoThisIsAndWhoTheMembersAre() {
    HelloResponse before = greeter.answer(hello(Clusters.node(2)));
    assertEquals(Clusters.node(1), before.getNode());
    assertEquals(List.of(), before.getMembersList());
    view.advance(Clusters.formed());
    assertEquals(Clusters.three(), greeter.answer(hello(Clusters.node(2))).getMembersList());
  }

  @Test
  void beforeTheClusterFormsAFirstMemberMustComeFromItsConfiguredAddress() {
    Node elsewhere = Clusters.node(2).toBuilder().setAddress("x:7400").build();
    assertRefused(Failure.NODE_ID_TAKEN, hello(elsewhere));
    greeter.answer(hello(Clusters.node(2).toBuilder().setIncarnation("any").build()));
    greeter.answer(hello(Clusters.node(9)));
  }

  @Test
  void afterwardsAMemberMustBringItsDiskAndKeepItsAddress() {
    view.advance(Clusters.formed());
    Node moved = Clusters.node(2).toBuilder().setAddress("x:7400").build();
    assertRefused(Failure.INVALID_ARGUMENT, hello(moved));
    Node wiped = Clusters.node(2).toBuilder().setIncarnation("new").build();
    assertRefused(Failure.DISK_REPLACED, hello(wiped));
    assertRefused(Failure.NODE_ID_TAKEN, hello(wiped.toBuilder().setAddress("x:7400").build()));
    greeter.answer(hello(Clusters.node(9)));
  }

  @Test
  void whoHasYetToReadItsLogJudgesNobody() {
    recovering.set(true);
    assertRefused(Failure.UNAVAILABLE, hello(Clusters.node(2)));
    view.advance(Clusters.formed());
    greeter.answer(hello(Clusters.node(2)));
  }

  @Test
  void aNodeOfAnotherClusterOrFormatIsNoPeer() {
    assertRefused(Failure.WRONG_CLUSTER, greeting("other", Clusters.node(2)).request());
    HelloRequest.Builder newer = hello(Clusters.node(2)).toBuilder();
    newer.getFormatsBuilder().getLogBuilder().setFrom(99).setTo(99);
    assertRefused(Failure.VERSION_UNSUPPORTED, newer.build());
  }

  private void assertRefused(Failure failure, HelloRequest request) {
    var refusal = assertThrows(CapstanException.class, () -> greeter.answer(request));
    assertEquals(failure, refusal.failure());
  }

  private static HelloRequest hello(Node node) {
    return greeting(Clusters.ID, node).request();
  }

  private static Greeting greeting(String cluster, Node node) {
    return new Greeting(cluster, node, FormatRanges.OURS);
  }
}
