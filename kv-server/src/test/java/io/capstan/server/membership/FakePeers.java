package io.capstan.server.membership;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.JoinResponse;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.ProposeResponse;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.server.transport.PeerClient;
import io.capstan.v1.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Other nodes that answer at once what a test has told them to; who was told nothing cannot be
 * reached. For one thread.
 */
public final class FakePeers implements PeerClient {
  /** Who was called, in order: an address for hello and join, a node's id for propose. */
  final List<String> called = new ArrayList<>();

  private final Map<String, Function<Object, Object>> answers = new HashMap<>();

  /** A node that greets, and names members. */
  FakePeers greets(String address, Node node, List<Node> members) {
    HelloResponse response =
        HelloResponse.newBuilder()
            .setClusterId(Clusters.ID)
            .setNode(node)
            .addAllMembers(members)
            .build();
    return answers(address, request -> response);
  }

  FakePeers answers(String who, Function<Object, Object> answer) {
    answers.put(who, answer);
    return this;
  }

  FakePeers fails(String who, Failure failure, String message) {
    return answers(
        who,
        request -> {
          throw CapstanException.of(failure, message);
        });
  }

  private <T> CompletionStage<T> call(String who, Object request, Class<T> type) {
    called.add(who);
    Function<Object, Object> answer = answers.get(who);
    if (answer == null) {
      return CompletableFuture.failedFuture(
          CapstanException.of(Failure.UNAVAILABLE, who + " cannot be reached"));
    }
    try {
      return CompletableFuture.completedFuture(type.cast(answer.apply(request)));
    } catch (CapstanException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  @Override
  public CompletionStage<HelloResponse> hello(String address) {
    return call(address, address, HelloResponse.class);
  }

  @Override
  public CompletionStage<JoinResponse> join(String address, JoinRequest request) {
    return call(address, request, JoinResponse.class);
  }

  @Override
  public CompletionStage<ProposeResponse> propose(String nodeId, ProposeRequest request) {
    return call(nodeId, request, ProposeResponse.class);
  }

  @Override
  public CompletionStage<TermCheckResponse> termCheck(String nodeId, TermCheckRequest request) {
    throw new AssertionError("the membership checks no terms");
  }

  @Override
  public CompletionStage<FreshnessResponse> freshness(String nodeId, FreshnessRequest request) {
    throw new AssertionError("the membership does not ask for freshness");
  }

  @Override
  public CompletionStage<Long> clock(String nodeId) {
    throw new AssertionError("the membership does not ask for clocks");
  }

  @Override
  public void close() {}
}
