package io.capstan.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.runtime.Threads;
import io.capstan.runtime.Ticker;
import io.capstan.server.config.ServerConfig;
import io.capstan.server.coordinator.OneNode;
import io.capstan.server.replication.raft.Await;
import io.capstan.server.transport.UnreadableRequests;
import io.capstan.v1.Get;
import io.capstan.v1.GetRequest;
import io.capstan.v1.GetResponse;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.ResponseFrame;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The data service through gRPC, in front of a coordinator over a fake log. */
@Timeout(60)
class DataServiceTest {
  private static final int UNANSWERED_MAX = 64;
  private static final int FRAME_ITEMS = 16;
  private static final OperationHeader HEADER =
      OperationHeader.newBuilder().setKeyspace("strong").build();

  private final OneNode node = new OneNode();
  private final ExecutorService workers = Threads.fixed("test-worker", 2);
  private final String name = InProcessServerBuilder.generateName();
  private final KeyValueService service = service();
  private final Server server =
      InProcessServerBuilder.forName(name)
          .directExecutor()
          .addService(UnreadableRequests.refusedBy(service.bindService()))
          .build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();

  private KeyValueService service() {
    ServerConfig config =
        ServerConfig.ofFlags(
            List.of("--node-id=n1", "--cluster-id=demo", "--initial-nodes=n1=h:1"));
    return new KeyValueService(
        node.coordinator, workers, Ticker.system(), config.timeouts(), UNANSWERED_MAX);
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
    node.row("k", "v".getBytes(UTF_8));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    workers.shutdownNow();
  }

  /** A client's end of a pipeline that takes answers only when told to. */
  private static final class Client extends ClientCall.Listener<ResponseFrame> {
    final Queue<ResponseFrame> frames = new ConcurrentLinkedQueue<>();
    final CompletableFuture<Status> closed = new CompletableFuture<>();
    final CompletableFuture<Metadata> trailers = new CompletableFuture<>();

    @Override
    public void onMessage(ResponseFrame frame) {
      frames.add(frame);
    }

    @Override
    public void onClose(Status status, Metadata with) {
      trailers.complete(with);
      closed.complete(status);
    }

    List<Long> answered() {
      return frames.stream()
          .map(ResponseFrame::getItemsList)
          .flatMap(Collection::stream)
          .map(ResponseFrame.Item::getId)
          .sorted()
          .toList();
    }
  }

  @Test
  void aUnaryCallIsAnswered() {
    assertEquals(ByteString.copyFromUtf8("v"), get("k").getResult().getValue());
  }

  @Test
  void aRefusedUnaryCallCarriesTheWholeError() {
    var refused = assertThrows(StatusRuntimeException.class, () -> get(""));
    assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
    Metadata trailers = refused.getTrailers();
    assertNotNull(trailers);
    assertTrue(trailers.containsKey(GrpcErrors.ERROR_KEY));
    CapstanException error = GrpcErrors.fromStatus(refused);
    assertEquals(Failure.INVALID_ARGUMENT, error.failure());
    assertTrue(error.error().getMessage().contains("the key is empty"));
  }

  @Test
  void everyOperationOfAPipelineIsAnsweredUnderItsId() {
    Client client = new Client();
    ClientCall<RequestFrame, ResponseFrame> call = open(client);
    call.request(100);
    call.sendMessage(frame(0).build());
    call.sendMessage(frame(FRAME_ITEMS).build());
    call.halfClose();
    assertEquals(Status.Code.OK, Await.result(client.closed).getCode());
    assertEquals(ids(2 * FRAME_ITEMS), client.answered());
    assertTrue(client.frames.stream().allMatch(frame -> frame.getFormat() == 1));
    assertTrue(client.frames.stream().allMatch(frame -> frame.getEpoch() == 1));
  }

  @Test
  void aHalfClosedPipelineEndsOnlyAfterItsLastAnswer() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    node.shard.readsWaitFor(gate);
    Client client = new Client();
    ClientCall<RequestFrame, ResponseFrame> call = open(client);
    call.request(100);
    call.sendMessage(frame(0).build());
    call.halfClose();
    Await.until("all reads wait", () -> asked() == FRAME_ITEMS);
    assertTrue(!client.closed.isDone());
    gate.complete(null);
    assertEquals(Status.Code.OK, Await.result(client.closed).getCode());
    assertEquals(ids(FRAME_ITEMS), client.answered());
  }

  @Test
  void aRefusedOperationIsAnAnswerAndThePipelineGoesOn() {
    Client client = new Client();
    ClientCall<RequestFrame, ResponseFrame> call = open(client);
    call.request(100);
    RequestFrame.Builder frame = frame(0);
    frame.getItemsBuilder(3).getOperationBuilder().getGetBuilder().clearKey();
    frame.getItemsBuilder(4).clearOperation();
    call.sendMessage(frame.build());
    call.halfClose();
    assertEquals(Status.Code.OK, Await.result(client.closed).getCode());
    assertEquals(ids(FRAME_ITEMS), client.answered());
  }

  @Test
  void aFrameOfAnotherFormatEndsThePipelineWithAnError() {
    Client client = new Client();
    ClientCall<RequestFrame, ResponseFrame> call = open(client);
    call.request(1);
    call.sendMessage(frame(0).setFormat(9).build());
    Status status = Await.result(client.closed);
    CapstanException error =
        GrpcErrors.fromStatus(status.asRuntimeException(Await.result(client.trailers)));
    assertEquals(Failure.MALFORMED_FRAME, error.failure());
    assertTrue(error.error().getMessage().contains("format 9; this node reads format 1"));
  }

  @Test
  void garbageEndsThePipelineWithAnErrorAndTheNodeGoesOnServing() {
    MethodDescriptor<byte[], ResponseFrame> raw =
        KeyValueGrpc.getPipelineMethod().toBuilder(
                new Raw(), KeyValueGrpc.getPipelineMethod().getResponseMarshaller())
            .build();
    Client client = new Client();
    ClientCall<byte[], ResponseFrame> call = channel.newCall(raw, CallOptions.DEFAULT);
    call.start(client, new Metadata());
    call.request(1);
    call.sendMessage(new byte[] {(byte) 0xFF, (byte) 0xFF, 0x01, 0x02});
    Status status = Await.result(client.closed);
    CapstanException error =
        GrpcErrors.fromStatus(status.asRuntimeException(Await.result(client.trailers)));
    assertEquals(Failure.MALFORMED_FRAME, error.failure());
    assertTrue(error.error().getMessage().contains("capstan.v1.KeyValue/Pipeline"));
    assertEquals(ByteString.copyFromUtf8("v"), get("k").getResult().getValue());
  }

  @Test
  void aNodeThatStopsEndsAPipelineOnceWhatIsBegunIsAnswered() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    node.shard.readsWaitFor(gate);
    Client busy = new Client();
    Client idle = new Client();
    ClientCall<RequestFrame, ResponseFrame> call = open(busy);
    call.request(100);
    call.sendMessage(frame(0).build());
    open(idle).request(100);
    Await.until("all reads wait", () -> asked() == FRAME_ITEMS);
    service.endPipelines();
    assertEquals(Status.Code.UNAVAILABLE, Await.result(idle.closed).getCode());
    assertTrue(!busy.closed.isDone());
    gate.complete(null);
    assertEquals(Status.Code.UNAVAILABLE, Await.result(busy.closed).getCode());
    assertEquals(ids(FRAME_ITEMS), busy.answered());
    Client late = new Client();
    open(late).request(100);
    assertEquals(Status.Code.UNAVAILABLE, Await.result(late.closed).getCode());
  }

  @Test
  void aReadIsRefusedWhileTooManyBytesWaitForTheClientToReadThem() {
    node.row("k", new byte[1 << 20]);
    Client client = new Client();
    ClientCall<RequestFrame, ResponseFrame> call = open(client);
    for (int i = 0; i < UNANSWERED_MAX / FRAME_ITEMS; i++) {
      call.sendMessage(frame(i * FRAME_ITEMS).build());
    }
    call.halfClose();
    Await.until("the bound is reached", () -> asked() >= PipelineStream.ANSWER_BYTES_MAX >> 20);
    get("k"); // the server has nothing else to do: an answer means that it is idle
    call.request(UNANSWERED_MAX);
    assertEquals(Status.Code.OK, Await.result(client.closed).getCode());
    assertEquals(ids(UNANSWERED_MAX), client.answered());
    var failures =
        client.frames.stream()
            .flatMap(frame -> frame.getItemsList().stream())
            .filter(item -> item.getOutcome().hasError())
            .map(item -> Failure.of(item.getOutcome().getError().getCode()))
            .toList();
    assertTrue(failures.size() > UNANSWERED_MAX / 4, () -> failures.size() + " were refused");
    assertEquals(Set.of(Failure.OVERLOADED), Set.copyOf(failures));
  }

  /** Sends bytes as they are. */
  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aClientThatDoesNotReadIsNotServedBeyondTheBound() {
    node.row("k", new byte[64 << 10]); // a few answers fill the way to the client
    Client client = new Client();
    ClientCall<RequestFrame, ResponseFrame> call = open(client);
    int frames = 40;
    for (int i = 0; i < frames; i++) {
      call.sendMessage(frame(i * FRAME_ITEMS).build());
    }
    // The sender's own requests stop at the bound: what was begun stays there for good.
    Await.until("the server has begun", () -> asked() >= UNANSWERED_MAX);
    get("k"); // the server has nothing else to do: an answer means that it is idle
    int begun = asked() - 1;
    assertTrue(begun < frames * FRAME_ITEMS / 2, () -> begun + " operations were served");
    call.request(frames * FRAME_ITEMS);
    call.halfClose();
    assertEquals(Status.Code.OK, Await.result(client.closed).getCode());
    assertEquals(ids(frames * FRAME_ITEMS), client.answered());
  }

  private int asked() {
    synchronized (node.shard) {
      return node.shard.asked.size();
    }
  }

  private GetResponse get(String key) {
    return KeyValueGrpc.newBlockingStub(channel)
        .get(GetRequest.newBuilder().setHeader(HEADER).setGet(read(key)).build());
  }

  private ClientCall<RequestFrame, ResponseFrame> open(Client client) {
    var call = channel.newCall(KeyValueGrpc.getPipelineMethod(), CallOptions.DEFAULT);
    call.start(client, new Metadata());
    return call;
  }

  private static RequestFrame.Builder frame(int firstId) {
    var frame = RequestFrame.newBuilder().setFormat(1);
    for (int i = 0; i < FRAME_ITEMS; i++) {
      frame
          .addItemsBuilder()
          .setId(firstId + i)
          .setHeader(HEADER)
          .getOperationBuilder()
          .setGet(read("k"));
    }
    return frame;
  }

  private static Get read(String key) {
    return Get.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
  }

  private static List<Long> ids(int count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
