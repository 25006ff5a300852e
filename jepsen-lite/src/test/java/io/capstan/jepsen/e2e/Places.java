package io.capstan.jepsen.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.capstan.client.Keyspace;
import io.capstan.client.Level;
import io.capstan.client.RequestOptions;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.Delete;
import io.capstan.v1.DeleteRequest;
import io.capstan.v1.GetResult;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.PutRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Where a {@link Wanderer} reads and writes. */
final class Places {
  private static final Duration BRIEF = Duration.ofMinutes(5);

  private Places() {}

  /** The service of a node as it is: writes have no stamps, so that the node gives them. */
  static Wanderer.Place unstamped(NodeCalls node) {
    return new Wanderer.Place() {
      @Override
      public Optional<String> get(String key) {
        GetResult got =
            call(
                () ->
                    node.data()
                        .get(NodeCalls.get("eventual", key, io.capstan.v1.Level.LEVEL_EVENTUAL))
                        .getResult());
        return got.getFound() ? Optional.of(got.getValue().toStringUtf8()) : Optional.empty();
      }

      @Override
      public boolean put(String key, String value, boolean brief) {
        PutRequest.Builder put = NodeCalls.put("eventual", key, value).toBuilder();
        put.getPutBuilder().setTtlMillis(brief ? BRIEF.toMillis() : 0);
        return call(() -> node.data().put(put.build()).getResult().getSuperseded());
      }

      @Override
      public boolean delete(String key) {
        DeleteRequest delete =
            DeleteRequest.newBuilder()
                .setHeader(OperationHeader.newBuilder().setKeyspace("eventual"))
                .setDelete(Delete.newBuilder().setKey(ByteString.copyFromUtf8(key)))
                .build();
        return call(() -> node.data().delete(delete).getResult().getSuperseded());
      }
    };
  }

  private static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.fromStatus(e);
    }
  }

  /** A keyspace through a client. */
  static Wanderer.Place client(Keyspace keyspace, Level level) {
    Keyspace rows = keyspace.with(RequestOptions.DEFAULT.withLevel(level));
    return new Wanderer.Place() {
      @Override
      public Optional<String> get(String key) {
        return rows.get(key.getBytes(UTF_8)).value().map(value -> new String(value.bytes(), UTF_8));
      }

      @Override
      public boolean put(String key, String value, boolean brief) {
        return rows.put(key.getBytes(UTF_8), value.getBytes(UTF_8), brief ? BRIEF : Duration.ZERO)
            .value()
            .superseded();
      }

      @Override
      public boolean delete(String key) {
        return rows.delete(key.getBytes(UTF_8)).value().superseded();
      }
    };
  }
}
