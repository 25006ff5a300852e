package io.capstan.server.replication.raft;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The entries that were handed over here and are not answered yet.
 *
 * <p>Ratis 3.3.0 can lose an answer: an entry whose apply ends while its leader steps down is taken
 * from the table of pending requests, and then the reply fails on a resource that is closed
 * already. So whoever waits is told here, once the step-down is over, that the outcome is unknown.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class Submissions {
  private final long lineage;
  private final AtomicLong tickets = new AtomicLong();
  private final Map<Long, CompletableFuture<Object>> open = new ConcurrentHashMap<>();

  Submissions(long lineage) {
    this.lineage = lineage;
  }

  /** Hands over, with the outcome under watch from before the hand-over on. */
  CompletionStage<Object> watch(Supplier<CompletionStage<Object>> handOver) {
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    long ticket = tickets.incrementAndGet();
    open.put(ticket, outcome);
    handOver
        .get()
        .whenComplete(
            (result, failure) -> {
              open.remove(ticket);
              if (failure != null) {
                outcome.completeExceptionally(SubmitOutcome.failure(lineage, failure));
              } else {
                outcome.complete(result);
              }
            });
    return outcome;
  }

  /** Ends the watch of all: this replica leads no more. */
  void abandon() {
    CapstanException unknown =
        CapstanException.of(
            Failure.OUTCOME_UNKNOWN,
            "the leader of group " + lineage + " stepped down; the entry may yet commit");
    open.values().forEach(outcome -> outcome.completeExceptionally(unknown));
    open.values().removeIf(CompletableFuture::isDone);
  }
}
