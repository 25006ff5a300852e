package io.capstan.jepsen.e2e;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.GrpcErrors;
import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerProcess;
import io.capstan.v1.AdminGrpc;
import io.capstan.v1.Get;
import io.capstan.v1.GetClusterRequest;
import io.capstan.v1.GetClusterResponse;
import io.capstan.v1.GetNodeStatusRequest;
import io.capstan.v1.GetNodeStatusResponse;
import io.capstan.v1.GetRequest;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.Level;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Put;
import io.capstan.v1.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;

/** The services of one node as they are: no routing, no retry. */
record NodeCalls(ManagedChannel channel) implements AutoCloseable {
  private static final long SECONDS_MAX = 15;

  static NodeCalls to(ProcessCluster cluster, ServerProcess node) {
    return new NodeCalls(cluster.channels().open(node.address()));
  }

  KeyValueGrpc.KeyValueBlockingStub data() {
    return KeyValueGrpc.newBlockingStub(channel).withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS);
  }

  KeyValueGrpc.KeyValueFutureStub dataAsync() {
    return KeyValueGrpc.newFutureStub(channel).withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS);
  }

  AdminGrpc.AdminBlockingStub admin() {
    return AdminGrpc.newBlockingStub(channel).withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS);
  }

  GetNodeStatusResponse status() {
    return admin().getNodeStatus(GetNodeStatusRequest.getDefaultInstance());
  }

  GetClusterResponse cluster() {
    return admin().getCluster(GetClusterRequest.getDefaultInstance());
  }

  static GetRequest get(String keyspace, String key, Level level) {
    return GetRequest.newBuilder()
        .setHeader(OperationHeader.newBuilder().setKeyspace(keyspace).setLevel(level))
        .setGet(Get.newBuilder().setKey(ByteString.copyFromUtf8(key)))
        .build();
  }

  static PutRequest put(String keyspace, String key, String value) {
    return PutRequest.newBuilder()
        .setHeader(OperationHeader.newBuilder().setKeyspace(keyspace))
        .setPut(
            Put.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value)))
        .build();
  }

  /** What a call was refused with. */
  static CapstanException refusal(Executable call) {
    return GrpcErrors.fromStatus(assertThrows(StatusRuntimeException.class, call));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
