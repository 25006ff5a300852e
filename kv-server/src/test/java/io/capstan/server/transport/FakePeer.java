package io.capstan.server.transport;

import io.capstan.error.CapstanException;
import io.capstan.error.GrpcErrors;
import io.capstan.peer.v1.HelloRequest;
import io.capstan.peer.v1.HelloResponse;
import io.capstan.peer.v1.JoinRequest;
import io.capstan.peer.v1.JoinResponse;
import io.capstan.peer.v1.PeerGrpc;
import io.capstan.peer.v1.ProposeRequest;
import io.capstan.peer.v1.ProposeResponse;
import io.capstan.peer.v1.ReplicaAnswers;
import io.capstan.peer.v1.ReplicaFrame;
import io.capstan.peer.v1.ReplicaRequest;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.peer.v1.TermCheckResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A node that greets as it is told to, echoes term checks and proposals, and counts hellos. */
final class FakePeer extends PeerGrpc.PeerImplBase {
  final AtomicInteger hellos = new AtomicInteger();
  private final Greeting greeting;
  private volatile boolean silent;
  private volatile @Nullable CapstanException refusal;
  private volatile @Nullable CapstanException helloRefusal;

  FakePeer(Greeting greeting) {
    this.greeting = greeting;
  }

  /** From now on, or no longer, neither proposals nor requests to replicas are answered. */
  FakePeer silent(boolean yes) {
    silent = yes;
    return this;
  }

  /** From now on, proposals are refused. */
  FakePeer refusing(CapstanException with) {
    refusal = with;
    return this;
  }

  /** From now on, whoever introduces itself is refused. */
  FakePeer refusingHello(CapstanException with) {
    helloRefusal = with;
    return this;
  }

  @Override
  public void hello(HelloRequest request, StreamObserver<HelloResponse> observer) {
    hellos.incrementAndGet();
    CapstanException with = helloRefusal;
    if (with != null) {
      observer.onError(GrpcErrors.toStatus(with.error()));
      return;
    }
    answer(
        observer,
        HelloResponse.newBuilder()
            .setClusterId(greeting.clusterId())
            .setNode(greeting.self())
            .setFormats(greeting.formats().toProto())
            .build());
  }

  @Override
  public void termCheck(TermCheckRequest request, StreamObserver<TermCheckResponse> observer) {
    answer(observer, TermCheckResponse.newBuilder().setNonce(request.getNonce()).build());
  }

  @Override
  public void propose(ProposeRequest request, StreamObserver<ProposeResponse> observer) {
    CapstanException with = refusal;
    if (with != null) {
      observer.onError(GrpcErrors.toStatus(with.error()));
    } else if (!silent) {
      answer(observer, ProposeResponse.newBuilder().setResult(request.getCommand()).build());
    }
  }

  /** Every read of a replica is answered with its key as a row. */
  @Override
  public StreamObserver<ReplicaFrame> replicate(StreamObserver<ReplicaAnswers> observer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ReplicaFrame frame) {
        var answers = ReplicaAnswers.newBuilder().setFormat(frame.getFormat());
        for (ReplicaRequest request : frame.getRequestsList()) {
          answers
              .addAnswersBuilder()
              .setId(request.getId())
              .getRowBuilder()
              .setPayload(request.getRead());
        }
        if (!silent) {
          observer.onNext(answers.build());
        }
      }

      @Override
      public void onError(Throwable thrown) {}

      @Override
      public void onCompleted() {
        observer.onCompleted();
      }
    };
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinResponse> observer) {
    answer(observer, JoinResponse.newBuilder().addMembers(request.getNode()).build());
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
