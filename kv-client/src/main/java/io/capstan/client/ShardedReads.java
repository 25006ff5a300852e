package io.capstan.client;

import com.google.protobuf.ByteString;
import io.capstan.client.retry.Completion;
import io.capstan.client.retry.Request;
import io.capstan.client.retry.Requests;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.error.CapstanException;
import io.capstan.limits.Limits;
import io.capstan.v1.GetResult;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Scan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Reads that concern several shards: one request for each, put together again.
 *
 * <p>Thread safety: immutable.
 */
final class ShardedReads {
  private final Requests requests;
  private final OperationHeader header;
  private final long deadlineNanos;

  ShardedReads(Requests requests, OperationHeader header, long deadlineNanos) {
    this.requests = requests;
    this.header = header;
    this.deadlineNanos = deadlineNanos;
  }

  CompletionStage<Answer<List<Optional<Value>>>> batchGet(List<byte[]> keys) {
    List<ByteString> copies = keys.stream().map(ByteString::copyFrom).toList();
    try {
      Limits.checkBatch(copies.size());
      copies.forEach(key -> Limits.checkKey(key.size()));
    } catch (CapstanException e) {
      return CompletableFuture.failedFuture(e);
    }
    return requests.view(deadlineNanos).thenCompose(view -> batchGet(view, copies));
  }

  private CompletionStage<Answer<List<Optional<Value>>>> batchGet(
      ClusterView view, List<ByteString> keys) {
    Map<Target, List<Integer>> positions = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Target target = view.targetOf(header.getKeyspace(), keys.get(i));
      positions.computeIfAbsent(target, unused -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> parts = List.copyOf(positions.values());
    List<CompletableFuture<Completion>> answers = new ArrayList<>();
    positions.forEach(
        (target, part) ->
            answers.add(send(target, Operations.batchGet(part.stream().map(keys::get).toList()))));
    return allOf(answers).thenApply(completions -> merge(keys.size(), parts, completions));
  }

  private Answer<List<Optional<Value>>> merge(
      int size, List<List<Integer>> parts, List<Completion> completions) {
    List<Optional<Value>> values =
        new ArrayList<>(IntStream.range(0, size).mapToObj(i -> Optional.<Value>empty()).toList());
    for (int p = 0; p < parts.size(); p++) {
      List<GetResult> results = completions.get(p).outcome().getBatchGet().getResultsList();
      for (int i = 0; i < results.size(); i++) {
        values.set(parts.get(p).get(i), Results.value(results.get(i)));
      }
    }
    return new Answer<>(values, receipts(completions));
  }

  /** What a scan has to merge. */
  CompletionStage<List<Target>> targets() {
    return requests.view(deadlineNanos).thenApply(view -> view.targetsOf(header.getKeyspace()));
  }

  /** The next page of one target's part of a scan. */
  CompletableFuture<Completion> scan(Target target, Scan.Builder scan) {
    if (target.eventual()) {
      scan.addAllSlices(target.numbers());
    } else {
      scan.setShard(target.number());
    }
    return send(target, Operation.newBuilder().setScan(scan).build());
  }

  List<Receipt> receipts(List<Completion> completions) {
    return completions.stream()
        .flatMap(completion -> Results.receipts(header.getWantReceipt(), completion).stream())
        .toList();
  }

  static <T> CompletableFuture<List<T>> allOf(List<CompletableFuture<T>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Completion> send(Target target, Operation operation) {
    return requests.submit(new Request(operation, header, view -> target, deadlineNanos));
  }
}
