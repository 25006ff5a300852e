package io.capstan.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.HelloRequest;
import io.capstan.v1.Node;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GreetingTest {
  private final Greeting n1 = greeting("demo", "n1");

  @Test
  void aPeerOfTheSameClusterAndFormatsIsWelcome() {
    assertEquals(Optional.empty(), n1.refusal(greeting("demo", "n2").request()));
  }

  @Test
  void anotherClusterIsRefusedBeforeFormatsAreCompared() {
    HelloRequest stranger = HelloRequest.newBuilder().setClusterId("prod").build();
    assertEquals(Optional.of(Failure.WRONG_CLUSTER), failure(stranger));
  }

  @Test
  void aCallerThatNamesNoFormatsIsRefused() {
    HelloRequest mute = HelloRequest.newBuilder().setClusterId("demo").build();
    assertEquals(Optional.of(Failure.VERSION_UNSUPPORTED), failure(mute));
  }

  private Optional<Failure> failure(HelloRequest request) {
    return n1.refusal(request).map(CapstanException::failure);
  }

  private static Greeting greeting(String clusterId, String nodeId) {
    return new Greeting(clusterId, Node.newBuilder().setId(nodeId).build(), FormatRanges.OURS);
  }
}
