package io.capstan.server.replication.raft;

import java.util.function.ToLongFunction;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * Lets no follower say that it has entries which it has yet to fsync.
 *
 * <p>Ratis 3.3.0 answers an append that it has seen before from memory: with success, also while
 * the entries are still on their way to the disk, and when they could not be written. Here such an
 * answer ends the stream instead, and the leader sends the entries again.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class FlushedAnswers implements ServerInterceptor {
  private final ToLongFunction<RaftGroupId> flushed;

  /**
   * Makes the guard of one server.
   *
   * @param flushed the last index that is on disk in the log of a group that is open here
   */
  FlushedAnswers(ToLongFunction<RaftGroupId> flushed) {
    this.flushed = flushed;
  }

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    return next.startCall(new Guarded<>(call), headers);
  }

  /** A call; what is said on it after it was ended here goes nowhere. */
  private final class Guarded<Q, P> extends SimpleForwardingServerCall<Q, P> {
    // Guarded by this.
    private boolean ended;

    Guarded(ServerCall<Q, P> call) {
      super(call);
    }

    @Override
    public synchronized void sendMessage(P message) {
      if (ended) {
        return;
      }
      if (message instanceof AppendEntriesReplyProto answer && ahead(answer)) {
        close(
            Status.UNAVAILABLE.withDescription(
                "entry " + answer.getMatchIndex() + " is not on disk yet"),
            new Metadata());
      } else {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!ended) {
        ended = true;
        super.close(status, trailers);
      }
    }
  }

  private boolean ahead(AppendEntriesReplyProto answer) {
    ByteString group = answer.getServerReply().getRaftGroupId().getId();
    return answer.getResult() == AppendResult.SUCCESS
        && answer.getMatchIndex() > flushed.applyAsLong(RaftGroupId.valueOf(group));
  }
}
