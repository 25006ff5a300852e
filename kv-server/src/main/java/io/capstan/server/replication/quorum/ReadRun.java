package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.QuorumRead;
import io.capstan.server.core.quorum.ReadEffect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One read under way. It stays so after its answer until its deadline, or until all that were asked
 * have answered, so that late ones are repaired.
 *
 * <p>Thread safety: safe for use by several threads; effects are carried out without the lock.
 */
final class ReadRun implements QuorumOperations.Run {
  private final QuorumOperations owner;
  private final ReplicaKey key;
  private final long hedgeAtNanos;
  private final long deadlineNanos;
  private final CompletableFuture<ReadResult> result = new CompletableFuture<>();
  // Guarded by this.
  private final QuorumRead read;
  private boolean hedged;

  ReadRun(
      QuorumOperations owner,
      ReplicaKey key,
      QuorumRead read,
      long hedgeAtNanos,
      long deadlineNanos) {
    this.owner = owner;
    this.key = key;
    this.read = read;
    this.hedgeAtNanos = hedgeAtNanos;
    this.deadlineNanos = deadlineNanos;
  }

  CompletionStage<ReadResult> result() {
    return result;
  }

  void begin() {
    step(read::begin);
  }

  @Override
  public void sweep(long nowNanos) {
    if (deadlineNanos - nowNanos <= 0) {
      step(read::expired);
    } else if (hedgeAtNanos - nowNanos <= 0) {
      step(this::hedge);
    }
  }

  private List<ReadEffect> hedge() {
    if (hedged) {
      return List.of();
    }
    hedged = true;
    return read.hedge();
  }

  private void step(Supplier<List<ReadEffect>> event) {
    List<ReadEffect> effects;
    boolean over;
    synchronized (this) {
      effects = event.get();
      over = read.isOver();
    }
    effects.forEach(this::carryOut);
    if (over) {
      owner.ended(this);
    }
  }

  private void carryOut(ReadEffect effect) {
    if (effect instanceof ReadEffect.Ask ask) {
      ask(ask.node());
    } else if (effect instanceof ReadEffect.Repair repair) {
      repair(repair.node(), repair.row());
    } else if (effect instanceof ReadEffect.Answer answer) {
      result.complete(new ReadResult(Optional.ofNullable(answer.row()), answer.answered()));
    } else if (effect instanceof ReadEffect.Refused refused) {
      result.completeExceptionally(refusal(refused));
    }
  }

  private CapstanException refusal(ReadEffect.Refused refused) {
    Set<String> silent = new TreeSet<>(refused.silent());
    if (!refused.floorMissed()) {
      return CapstanException.of(
          Failure.UNAVAILABLE,
          "the read needs %s of slice %d, and %s did not answer; read %swhen they are back"
              .formatted(
                  read.wanted(),
                  key.slice(),
                  silent,
                  read.needed() == 1 ? "" : "with a smaller quorum, or "));
    }
    return CapstanException.of(
        Failure.NOT_CAUGHT_UP,
        silent.isEmpty()
            ? "the session has seen a later row than any replica of slice %d has"
                .formatted(key.slice())
            : "the session may have seen a later row than the replicas of slice %d have that answered, and %s did not; read at level eventual to do with theirs"
                .formatted(key.slice(), silent));
  }

  private void ask(String node) {
    var unused =
        owner
            .ask(node, replica -> replica.read(key))
            .whenComplete(
                (row, failure) -> {
                  if (failure != null) {
                    step(() -> read.lost(node));
                  } else {
                    step(() -> read.answered(node, row.orElse(null)));
                  }
                });
  }

  /**
   * What cannot be repaired now is found again by the next read, or by the comparison of slices.
   */
  private void repair(String node, Row row) {
    Replica replica = owner.replica(node);
    if (replica.isReachable()) {
      var unused = replica.store(key, row).exceptionally(failure -> null);
    }
  }
}
