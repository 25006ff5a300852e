package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LinkActionTest {
  private static final List<String> NODES = List.of("n1", "n2", "n3");

  private final FakeNetwork network = new FakeNetwork(NODES);

  private OptionalLong bites() {
    return new LinkAction(network, () -> 7, NODES, network.links(), new Disturbance.Loss(0.1))
        .bitesSince();
  }

  /** Followers have little to say to each other. */
  @Test
  void aFaultOfMessagesBitesWhenWhatEachNodeSendsAndIsSentWasHit() {
    network.hit("n1", "n2");
    network.hit("n1", "n3");
    network.hit("n2", "n1");
    assertEquals(OptionalLong.empty(), bites(), "nothing that n3 sends");
    network.hit("n3", "n1");
    assertEquals(OptionalLong.of(7), bites());
  }
}
