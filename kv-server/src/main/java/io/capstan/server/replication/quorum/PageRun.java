package io.capstan.server.replication.quorum;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.core.quorum.PageEffect;
import io.capstan.server.core.quorum.PageQuorum;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One page of a scan under way, until its answer.
 *
 * <p>Thread safety: safe for use by several threads; effects are carried out without the lock.
 */
final class PageRun implements QuorumOperations.Run {
  private final QuorumOperations owner;
  private final PageRequest request;
  private final long hedgeAtNanos;
  private final long deadlineNanos;
  private final CompletableFuture<Map<String, RowPage>> result = new CompletableFuture<>();
  // Guarded by this.
  private final PageQuorum quorum;
  private final Map<String, RowPage> pages = new TreeMap<>();
  private @Nullable CapstanException fault;

  PageRun(
      QuorumOperations owner,
      PageRequest request,
      PageQuorum quorum,
      long hedgeAtNanos,
      long deadlineNanos) {
    this.owner = owner;
    this.request = request;
    this.quorum = quorum;
    this.hedgeAtNanos = hedgeAtNanos;
    this.deadlineNanos = deadlineNanos;
  }

  CompletionStage<Map<String, RowPage>> result() {
    return result;
  }

  void begin() {
    step(quorum::begin);
  }

  @Override
  public void sweep(long nowNanos) {
    if (deadlineNanos - nowNanos <= 0) {
      step(quorum::expired);
    } else if (hedgeAtNanos - nowNanos <= 0) {
      step(quorum::hedge);
    }
  }

  private void step(Supplier<List<PageEffect>> event) {
    List<PageEffect> effects;
    boolean over;
    synchronized (this) {
      effects = event.get();
      over = quorum.isOver();
    }
    if (over) {
      owner.ended(this);
    }
    effects.forEach(this::carryOut);
  }

  private void carryOut(PageEffect effect) {
    if (effect instanceof PageEffect.Ask ask) {
      ask(ask.node());
    } else if (effect instanceof PageEffect.Answer answer) {
      result.complete(pages(answer));
    } else if (effect instanceof PageEffect.Refused refused) {
      result.completeExceptionally(refusal(refused));
    }
  }

  private synchronized Map<String, RowPage> pages(PageEffect.Answer answer) {
    Map<String, RowPage> answered = new TreeMap<>(pages);
    answered.keySet().retainAll(answer.nodes());
    return answered;
  }

  private synchronized CapstanException refusal(PageEffect.Refused refused) {
    if (fault != null) {
      return fault;
    }
    return CapstanException.of(
        Failure.UNAVAILABLE,
        "the page needs %s of its slices, and %s did not answer; scan %swhen they are back"
            .formatted(
                refused.need().wanted(),
                new TreeSet<>(refused.silent()),
                refused.need().count() == 1
                    ? ""
                    : "at level eventual or with a smaller quorum to do with fewer, or "));
  }

  private void ask(String node) {
    var unused =
        owner
            .ask(node, replica -> replica.page(request))
            .whenComplete(
                (page, failure) -> {
                  if (failure != null) {
                    step(() -> lost(node, CapstanException.from(failure)));
                  } else {
                    step(() -> answered(node, page));
                  }
                });
  }

  private List<PageEffect> answered(String node, RowPage page) {
    pages.put(node, page);
    return quorum.answered(node);
  }

  /** What another attempt would meet again is what the caller should hear. */
  private List<PageEffect> lost(String node, CapstanException failure) {
    if (failure.failure().definite() && !failure.failure().retryable()) {
      fault = failure;
    }
    return quorum.lost(node);
  }
}
