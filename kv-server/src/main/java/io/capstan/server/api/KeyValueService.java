package io.capstan.server.api;

import io.capstan.error.CapstanException;
import io.capstan.runtime.Ticker;
import io.capstan.server.config.Timeouts;
import io.capstan.server.coordinator.Coordinator;
import io.capstan.server.coordinator.Request;
import io.capstan.server.coordinator.Response;
import io.capstan.v1.BatchGetRequest;
import io.capstan.v1.BatchGetResponse;
import io.capstan.v1.BatchWriteRequest;
import io.capstan.v1.BatchWriteResponse;
import io.capstan.v1.CompareAndSetRequest;
import io.capstan.v1.CompareAndSetResponse;
import io.capstan.v1.DeleteRequest;
import io.capstan.v1.DeleteResponse;
import io.capstan.v1.GetRequest;
import io.capstan.v1.GetResponse;
import io.capstan.v1.IncrementRequest;
import io.capstan.v1.IncrementResponse;
import io.capstan.v1.KeyValueGrpc;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.PutRequest;
import io.capstan.v1.PutResponse;
import io.capstan.v1.RequestContext;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.ResponseFrame;
import io.capstan.v1.ScanRequest;
import io.capstan.v1.ScanResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The data service: unary calls and the pipeline, both in front of one {@link Coordinator}.
 *
 * <p>Calls arrive on gRPC's event loop, where nothing may block: each unary call, and each frame of
 * a pipeline, is handed to a worker once.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class KeyValueService extends KeyValueGrpc.KeyValueImplBase {
  private final Coordinator coordinator;
  private final Executor workers;
  private final Ticker ticker;
  private final Timeouts timeouts;
  private final int streamOperations;
  private final Set<PipelineStream> pipelines = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * Makes the service.
   *
   * @param workers run what must not block the event loop
   * @param streamOperations unanswered operations of one pipeline beyond which no frame is taken
   */
  public KeyValueService(
      Coordinator coordinator,
      Executor workers,
      Ticker ticker,
      Timeouts timeouts,
      int streamOperations) {
    this.coordinator = coordinator;
    this.workers = workers;
    this.ticker = ticker;
    this.timeouts = timeouts;
    this.streamOperations = streamOperations;
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setGet(request.getGet()).build(),
        answer,
        done ->
            GetResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getGet())
                .build());
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setPut(request.getPut()).build(),
        answer,
        done ->
            PutResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getPut())
                .build());
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setDelete(request.getDelete()).build(),
        answer,
        done ->
            DeleteResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getDelete())
                .build());
  }

  @Override
  public void compareAndSet(
      CompareAndSetRequest request, StreamObserver<CompareAndSetResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setCompareAndSet(request.getCompareAndSet()).build(),
        answer,
        done ->
            CompareAndSetResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getCompareAndSet())
                .build());
  }

  @Override
  public void increment(IncrementRequest request, StreamObserver<IncrementResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setIncrement(request.getIncrement()).build(),
        answer,
        done ->
            IncrementResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getIncrement())
                .build());
  }

  @Override
  public void batchGet(BatchGetRequest request, StreamObserver<BatchGetResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setBatchGet(request.getBatchGet()).build(),
        answer,
        done ->
            BatchGetResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getBatchGet())
                .build());
  }

  @Override
  public void batchWrite(BatchWriteRequest request, StreamObserver<BatchWriteResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setBatchWrite(request.getBatchWrite()).build(),
        answer,
        done ->
            BatchWriteResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getBatchWrite())
                .build());
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanResponse> answer) {
    serve(
        request.getContext(),
        request.getHeader(),
        Operation.newBuilder().setScan(request.getScan()).build(),
        answer,
        done ->
            ScanResponse.newBuilder()
                .setHeader(done.header())
                .setResult(done.outcome().getScan())
                .build());
  }

  @Override
  public StreamObserver<RequestFrame> pipeline(StreamObserver<ResponseFrame> answers) {
    PipelineStream stream =
        new PipelineStream(
            coordinator,
            workers,
            ticker,
            timeouts,
            streamOperations,
            (ServerCallStreamObserver<ResponseFrame>) answers,
            pipelines::remove);
    pipelines.add(stream);
    if (stopping) {
      stream.end();
    }
    return stream;
  }

  /** Ends every pipeline once what it has begun is answered, so that the server can stop. */
  public void endPipelines() {
    stopping = true;
    pipelines.forEach(PipelineStream::end);
  }

  private <R> void serve(
      RequestContext context,
      OperationHeader header,
      Operation operation,
      StreamObserver<R> answer,
      Function<Response, R> encode) {
    Request request = new Request(context, header, operation, deadline());
    workers.execute(
        () ->
            Responses.send(
                () -> {
                  Validation.check(header, operation);
                  return coordinator.execute(request).thenApply(done -> encoded(done, encode));
                },
                answer));
  }

  private static <R> R encoded(Response done, Function<Response, R> encode) {
    if (done.outcome().hasError()) {
      throw CapstanException.from(done.outcome().getError());
    }
    return encode.apply(done);
  }

  private long deadline() {
    long longest = timeouts.requestDeadlineMax().toNanos();
    Deadline deadline = Context.current().getDeadline();
    long left = deadline == null ? longest : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return ticker.nanos() + Math.min(left, longest);
  }
}
