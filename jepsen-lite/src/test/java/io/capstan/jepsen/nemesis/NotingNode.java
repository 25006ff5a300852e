package io.capstan.jepsen.nemesis;

import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.PutRequest;
import io.capstan.v1.PutResponse;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.ResponseFrame;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Consumer;

/** A node that notes what it is sent and answers at once. */
final class NotingNode extends KeyValueGrpc.KeyValueImplBase {
  private final List<String> received;

  /**
   * @param received gets a line for each message
   */
  NotingNode(List<String> received) {
    this.received = received;
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> response) {
    received.add("put");
    response.onNext(PutResponse.getDefaultInstance());
    response.onCompleted();
  }

  @Override
  public StreamObserver<RequestFrame> pipeline(StreamObserver<ResponseFrame> responses) {
    return new Each<>(
        frame -> {
          received.add("frame " + frame.getFormat());
          responses.onNext(ResponseFrame.newBuilder().setEpoch(frame.getFormat()).build());
        },
        responses::onCompleted);
  }

  /** Does something with each message, and at the end; an error shows in what did not arrive. */
  record Each<T>(Consumer<T> message, Runnable end) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      message.accept(value);
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {
      end.run();
    }
  }
}
