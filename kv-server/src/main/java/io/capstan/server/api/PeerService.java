package io.capstan.server.api;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.MetadataCommand;
import io.capstan.log.v1.MetadataResult;
import io.capstan.peer.v1.ClockRequest;
import io.capstan.peer.v1.ClockResponse;
import io.capstan.peer.v1.FreshnessRequest;
import io.capstan.peer.v1.FreshnessResponse;
import io.capstan.peer.v1.HelloRequest;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.JoinResponse;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.ProposeResponse;
import io.capstan.peer.v1.ReplicaAnswer;
import io.capstan.peer.v1.ReplicaAnswers;
import io.capstan.peer.v1.ReplicaFrame;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import io.capstan.server.membership.Greeter;
import io.capstan.server.membership.MembershipView;
import io.capstan.server.membership.MetadataGroup;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What nodes ask each other.
 *
 * <p>Thread safety: safe for use by several threads. What only reads memory is answered on the
 * event loop; changes of the metadata go to a worker.
 */
public final class PeerService extends PeerGrpc.PeerImplBase {
  private final Greeter greeter;
  private final MembershipView view;
  private final MetadataGroup metadata;
  private final Function<TermCheckRequest, TermCheckResponse> terms;
  private final Function<FreshnessRequest, CompletionStage<FreshnessResponse>> freshness;
  private final Function<ReplicaRequest, CompletionStage<ReplicaAnswer>> replicas;
  private final InstantSource clock;
  private final Executor workers;
  private final Set<ReplicaAnswerStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * Makes the service of one node.
   *
   * @param terms answers a term check; must not block
   * @param freshness answers a freshness probe; must not block
   * @param replicas answers other coordinators; never fails
   */
  public PeerService(
      Greeter greeter,
      MembershipView view,
      MetadataGroup metadata,
      Function<TermCheckRequest, TermCheckResponse> terms,
      Function<FreshnessRequest, CompletionStage<FreshnessResponse>> freshness,
      Function<ReplicaRequest, CompletionStage<ReplicaAnswer>> replicas,
      InstantSource clock,
      Executor workers) {
    this.greeter = greeter;
    this.view = view;
    this.metadata = metadata;
    this.terms = terms;
    this.freshness = freshness;
    this.replicas = replicas;
    this.clock = clock;
    this.workers = workers;
  }

  @Override
  public void hello(HelloRequest request, StreamObserver<HelloResponse> answer) {
    Responses.send(() -> CompletableFuture.completedFuture(greeter.answer(request)), answer);
  }

  @Override
  public void termCheck(TermCheckRequest request, StreamObserver<TermCheckResponse> answer) {
    Responses.send(
        () -> {
          checkCluster(request.getClusterId());
          return CompletableFuture.completedFuture(terms.apply(request));
        },
        answer);
  }

  @Override
  public void freshness(FreshnessRequest request, StreamObserver<FreshnessResponse> answer) {
    Responses.send(
        () -> {
          checkCluster(request.getClusterId());
          return freshness.apply(request);
        },
        answer);
  }

  @Override
  public void clock(ClockRequest request, StreamObserver<ClockResponse> answer) {
    Responses.send(
        () -> {
          checkCluster(request.getClusterId());
          return CompletableFuture.completedFuture(
              ClockResponse.newBuilder().setMillis(clock.millis()).build());
        },
        answer);
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinResponse> answer) {
    workers.execute(
        () ->
            Responses.send(
                () -> {
                  checkCluster(request.getClusterId());
                  Proposals.checkNode(request.getNode());
                  return metadata
                      .propose(MetadataCommand.newBuilder().setAddNode(request.getNode()).build())
                      .thenApply(
                          done ->
                              JoinResponse.newBuilder()
                                  .addAllMembers(done.getMetadata().getNodesList())
                                  .build());
                },
                answer));
  }

  @Override
  public void propose(ProposeRequest request, StreamObserver<ProposeResponse> answer) {
    workers.execute(
        () ->
            Responses.send(
                () -> {
                  checkCluster(request.getClusterId());
                  return proposed(request)
                      .thenApply(
                          done ->
                              ProposeResponse.newBuilder().setResult(done.toByteString()).build());
                },
                answer));
  }

  @Override
  public StreamObserver<ReplicaFrame> replicate(StreamObserver<ReplicaAnswers> answers) {
    ReplicaAnswerStream stream =
        new ReplicaAnswerStream(
            greeter.clusterId(),
            replicas,
            workers,
            (ServerCallStreamObserver<ReplicaAnswers>) answers,
            streams::remove);
    streams.add(stream);
    if (stopping) {
      stream.end();
    }
    return stream;
  }

  /** Ends every stream of other nodes' requests, so that the server can stop; they keep hints. */
  public void endStreams() {
    stopping = true;
    streams.forEach(ReplicaAnswerStream::end);
  }

  private CompletionStage<MetadataResult> proposed(ProposeRequest request) {
    if (request.getCommand().isEmpty()) {
      return CompletableFuture.completedFuture(
          MetadataResult.newBuilder().setMetadata(view.get().metadata()).build());
    }
    MetadataCommand command = command(request);
    Proposals.check(command);
    return metadata.proposeHere(command);
  }

  private static MetadataCommand command(ProposeRequest request) {
    try {
      return MetadataCommand.parseFrom(request.getCommand());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw CapstanException.of(Failure.MALFORMED_FRAME, "the proposed command cannot be read");
    }
  }

  private void checkCluster(String named) {
    String own = greeter.clusterId();
    if (!named.equals(own)) {
      throw CapstanException.of(
          Failure.WRONG_CLUSTER,
          "the call is for cluster %s, this node belongs to %s".formatted(named, own));
    }
  }
}
