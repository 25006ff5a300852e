package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.QuorumWrite;
import io.capstan.server.core.quorum.WriteEffect;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One write under way. It stays so after its answer, until every replica has stored the row or has
 * a hint.
 *
 * <p>Thread safety: safe for use by several threads; effects are carried out without the lock.
 */
final class WriteRun implements QuorumOperations.Run {
  private final QuorumOperations owner;
  private final ReplicaKey key;
  private final Row row;
  private final long deadlineNanos;
  private final CompletableFuture<WriteResult> result = new CompletableFuture<>();
  // Guarded by this.
  private final QuorumWrite write;
  private final Set<String> hinted = new TreeSet<>();

  WriteRun(QuorumOperations owner, ReplicaKey key, Row row, QuorumWrite write, long deadlineNanos) {
    this.owner = owner;
    this.key = key;
    this.row = row;
    this.write = write;
    this.deadlineNanos = deadlineNanos;
  }

  CompletionStage<WriteResult> result() {
    return result;
  }

  void begin(List<String> nodes) {
    List<String> reachable = nodes.stream().filter(owner::isReachable).toList();
    step(() -> write.begin(reachable));
  }

  @Override
  public void sweep(long nowNanos) {
    if (deadlineNanos - nowNanos <= 0) {
      step(write::expired);
    }
  }

  private void step(Supplier<List<WriteEffect>> event) {
    List<WriteEffect> effects;
    boolean over;
    synchronized (this) {
      effects = event.get();
      over = write.isOver();
      for (WriteEffect effect : effects) {
        if (effect instanceof WriteEffect.Hint hint) {
          hinted.add(hint.node());
        }
      }
    }
    effects.forEach(this::carryOut);
    if (over) {
      owner.ended(this);
    }
  }

  private void carryOut(WriteEffect effect) {
    if (effect instanceof WriteEffect.Send send) {
      send(send.node());
    } else if (effect instanceof WriteEffect.Hint hint) {
      owner.keep(hint.node(), key, row);
    } else if (effect instanceof WriteEffect.Done done) {
      result.complete(new WriteResult(done.stored(), hinted(), done.superseded(), done.existed()));
    } else if (effect instanceof WriteEffect.Refused refused) {
      result.completeExceptionally(
          CapstanException.of(
              Failure.UNAVAILABLE,
              "the write needs %s of slice %d, and only %s can be reached; write %swhen more are back"
                  .formatted(
                      write.wanted(),
                      key.slice(),
                      new TreeSet<>(refused.reachable()),
                      write.needed() == 1 ? "" : "with a smaller quorum, or ")));
    } else if (effect instanceof WriteEffect.Unknown unknown) {
      result.completeExceptionally(
          CapstanException.of(
              Failure.OUTCOME_UNKNOWN,
              "the write needs %s of slice %d, and only %s said in time that they stored it"
                  .formatted(write.wanted(), key.slice(), new TreeSet<>(unknown.stored()))));
    }
  }

  private synchronized Set<String> hinted() {
    return Set.copyOf(hinted);
  }

  private void send(String node) {
    CompletionStage<Stored> sent;
    try {
      sent = owner.replica(node).store(key, row);
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    var unused =
        sent.whenComplete(
            (stored, failure) -> {
              if (failure != null) {
                step(() -> write.lost(node));
              } else {
                step(() -> write.stored(node, stored.superseded(), stored.hadValue()));
              }
            });
  }
}
