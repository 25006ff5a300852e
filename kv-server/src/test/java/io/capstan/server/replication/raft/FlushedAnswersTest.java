package io.capstan.server.replication.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.Test;

/** A follower whose log is on disk up to index 5. */
class FlushedAnswersTest {
  private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(1, 7));

  private final Call call = new Call();
  private final List<ServerCall<?, AppendEntriesReplyProto>> guarded = new ArrayList<>();

  FlushedAnswersTest() {
    var unused =
        new FlushedAnswers(group -> group.equals(GROUP) ? 5 : -1)
            .interceptCall(
                call,
                new Metadata(),
                (inner, headers) -> {
                  guarded.add(inner);
                  return new ServerCall.Listener<>() {};
                });
  }

  @Test
  void whatIsOnDiskIsSaid() {
    send(answer(AppendResult.SUCCESS, 5));
    assertEquals(List.of("SUCCESS 5"), call.said);
  }

  @Test
  void aSuccessForEntriesThatAreNotOnDiskEndsTheStreamInstead() {
    send(answer(AppendResult.SUCCESS, 6));
    assertEquals(List.of("UNAVAILABLE"), call.said);
  }

  @Test
  void heartbeatsAndRefusalsAreSaid() {
    send(answer(AppendResult.SUCCESS, -1));
    send(answer(AppendResult.INCONSISTENCY, 6));
    assertEquals(List.of("SUCCESS -1", "INCONSISTENCY 6"), call.said);
  }

  @Test
  void nothingIsSaidOnAStreamThatWasEnded() {
    send(answer(AppendResult.SUCCESS, 6));
    send(answer(AppendResult.SUCCESS, 5));
    guarded.get(0).close(Status.OK, new Metadata());
    assertEquals(List.of("UNAVAILABLE"), call.said);
  }

  private void send(AppendEntriesReplyProto answer) {
    guarded.get(0).sendMessage(answer);
  }

  private static AppendEntriesReplyProto answer(AppendResult result, long matchIndex) {
    RaftGroupIdProto group = RaftGroupIdProto.newBuilder().setId(GROUP.toByteString()).build();
    return AppendEntriesReplyProto.newBuilder()
        .setServerReply(RaftRpcReplyProto.newBuilder().setRaftGroupId(group))
        .setResult(result)
        .setMatchIndex(matchIndex)
        .build();
  }

  /** The connection: keeps what is said on it. */
  private static final class Call
      extends ServerCall<AppendEntriesRequestProto, AppendEntriesReplyProto> {
    final List<String> said = new ArrayList<>();

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(AppendEntriesReplyProto answer) {
      said.add(answer.getResult() + " " + answer.getMatchIndex());
    }

    @Override
    public void close(Status status, Metadata trailers) {
      said.add(status.getCode().toString());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<AppendEntriesRequestProto, AppendEntriesReplyProto>
        getMethodDescriptor() {
      return RaftServerProtocolServiceGrpc.getAppendEntriesMethod();
    }
  }
}
