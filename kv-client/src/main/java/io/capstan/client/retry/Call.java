package io.capstan.client.retry;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.client.session.IdWaiter;
import io.capstan.client.session.WriteId;
import io.capstan.client.transport.Exchange;
import io.capstan.client.transport.NodeStream;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.error.GrpcErrors;
import io.capstan.v1.Node;
import io.capstan.v1.ResponseFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request from its first attempt to its one outcome.
 *
 * <p>Attempts come in rounds: each round asks every replica at most once, as refusals lead it, and
 * between rounds the call waits. Each attempt has a third of the deadline, at most {@value
 * #ATTEMPT_SECONDS_MAX} s, so that no silent node can use it up. Rounds go on until the deadline,
 * also when all who answer say that too few replicas are there: one that returns by then makes the
 * call succeed, and the deadline is what its caller finds this worth.
 *
 * <p>A write is told to have failed definitely only if no attempt can have happened. Once one was
 * sent and not answered, or answered with an indefinite failure, {@code mayHaveHappened} stays set,
 * and a later refusal says nothing about that attempt (protocols.md R7).
 *
 * <p>Thread safety: one thread at a time runs the call, handed on by {@link Turn}; the fields are
 * confined to it.
 */
final class Call implements Exchange.Listener, IdWaiter {
  private static final long ATTEMPT_SECONDS_MAX = 2;

  private final CallContext context;
  private final Request request;
  private final CompletableFuture<Completion> future = new CompletableFuture<>();
  private final long startNanos;
  private final long deadlineNanos;
  private final Turn turn = new Turn();
  private final Reason reason = new Reason();
  private final List<String> tried = new ArrayList<>(3);
  private @Nullable Target target;
  private int attempts;
  private int rounds;
  private boolean refreshed;
  private boolean sessionChanged;
  private boolean mayHaveHappened;
  private @Nullable Identity identity;
  private @Nullable UnknownWrite held;
  private @Nullable Node node;

  /** A call that nothing was sent of. */
  Call(CallContext context, Request request) {
    this(context, request, request.deadlineNanos());
  }

  /** The retry of a write that may have happened. */
  Call(CallContext context, UnknownWrite held, long deadlineNanos) {
    this(context, held.request(), deadlineNanos);
    this.held = held;
    this.identity = held.identity();
    this.mayHaveHappened = true;
  }

  private Call(CallContext context, Request request, long deadlineNanos) {
    this.context = context;
    this.request = request;
    this.startNanos = context.ticker.nanos();
    this.deadlineNanos = startNanos + deadlineNanos;
  }

  CompletableFuture<Completion> start() {
    context.live.add(this);
    context.underWay.incrementAndGet();
    context.backoff.requestStarted();
    proceed();
    return future;
  }

  /** Ends what has waited too long. Called by the sweep only. */
  void tick(long nowNanos) {
    Exchange out = turn.outTooLong(nowNanos);
    if (out != null) {
      timeOut(out);
    } else if (turn.isParkedTooLong(nowNanos)) {
      stopWaiting();
    }
  }

  /** Ends a wait, whatever it was for. What is in flight is not concerned. */
  void stopWaiting() {
    if (turn.resume()) {
      withdraw();
      proceed();
    }
  }

  // Attempts.

  /** Goes as far as it can without waiting; a bug on the way ends this call and no other. */
  private void proceed() {
    try {
      step();
    } catch (RuntimeException e) {
      fail(CapstanException.of(Failure.INTERNAL, "the client failed: " + e));
    }
  }

  private void step() {
    ClusterView view = context.views.current();
    if (context.closed) {
      fail(CapstanException.of(Failure.UNAVAILABLE, "the client is closed"));
    } else if (isTimeUp()) {
      giveUp();
    } else if (view == null) {
      awaitView();
    } else if (request.needsOnlyTheView()) {
      succeed(ResponseFrame.Item.getDefaultInstance());
    } else {
      Target known = find(view);
      if (known != null) {
        identify(known, view);
      }
    }
  }

  private void awaitView() {
    park(deadlineNanos, this::refreshView);
  }

  private void refreshView() {
    CompletableFuture<ClusterView> unused =
        context.views.refresh().whenComplete((view, failure) -> viewArrived(failure));
  }

  private void viewArrived(@Nullable Throwable failure) {
    if (!turn.resume()) {
      return;
    }
    if (failure == null) {
      proceed();
    } else {
      CapstanException cause = GrpcErrors.fromStatus(failure);
      reason.ended(cause, rounds);
      if (cause.failure().retryable()) {
        backOff(0);
      } else {
        fail(cause);
      }
    }
  }

  private @Nullable Target find(ClusterView view) {
    if (target == null) {
      try {
        target = request.target().apply(view);
      } catch (CapstanException e) {
        fail(e);
      }
    }
    return target;
  }

  /** Gives a write what makes its attempts one write, before the first of them. */
  private void identify(Target known, ClusterView view) {
    if (!request.isWrite() || identity != null) {
      attempt(known, view);
    } else if (known.eventual()) {
      identity = new Identity.Stamped(context.stamps.next());
      attempt(known, view);
    } else {
      park(deadlineNanos, () -> context.ids.acquire(known.number(), this));
    }
  }

  @Override
  public boolean granted(WriteId granted) {
    if (!turn.resume()) {
      return false;
    }
    identity = new Identity.Remembered(granted);
    proceed();
    return true;
  }

  @Override
  public void refused(CapstanException cause) {
    if (turn.resume()) {
      reason.ended(cause, rounds);
      if (cause.failure().retryable() || !cause.failure().definite()) {
        backOff(0);
      } else {
        fail(cause);
      }
    }
  }

  private void attempt(Target known, ClusterView view) {
    Optional<Node> next =
        context.router.route(view, known, context.envelope.affinity(view, known, request), tried);
    if (next.isEmpty()) {
      backOff(0);
      return;
    }
    send(view, known, next.get());
  }

  private void send(ClusterView view, Target known, Node to) {
    node = to;
    tried.add(to.getId());
    attempts++;
    long limit = attemptNanos();
    NodeStream stream = context.nodes.stream(to.getAddress());
    Exchange out =
        new Exchange(
            context.envelope.header(view, known, request, identity, limit),
            request.operation(),
            this);
    turn.fly(out, context.ticker.nanos() + limit);
    stream.send(out);
  }

  private long attemptNanos() {
    long third = (deadlineNanos - startNanos) / 3;
    long left = deadlineNanos - context.ticker.nanos();
    return Math.min(left, Math.min(third, TimeUnit.SECONDS.toNanos(ATTEMPT_SECONDS_MAX)));
  }

  // Ends of attempts. Whoever ended the exchange runs the call.

  @Override
  public void answered(ResponseFrame.Item answer) {
    turn.landed();
    if (answer.getOutcome().hasError()) {
      refusedBy(CapstanException.from(answer.getOutcome().getError()));
    } else {
      succeed(answer);
    }
  }

  @Override
  public void lost(boolean sent, CapstanException cause) {
    turn.landed();
    unanswered(sent, cause);
  }

  private void timeOut(Exchange out) {
    Exchange.Cancelled cancelled = out.cancel();
    if (cancelled != Exchange.Cancelled.TOO_LATE) {
      turn.landed();
      boolean sent = cancelled == Exchange.Cancelled.AFTER_IT_WAS_SENT;
      unanswered(
          sent,
          CapstanException.of(
              sent ? Failure.DEADLINE_EXCEEDED : Failure.UNAVAILABLE,
              describe(node) + " did not answer in time"));
    }
  }

  private void unanswered(boolean sent, CapstanException cause) {
    if (node != null) {
      context.healths.of(node.getAddress()).failed();
    }
    mayHaveHappened |= sent && request.isWrite();
    reason.ended(cause, rounds);
    proceed();
  }

  private void refusedBy(CapstanException refusal) {
    Failure failure = refusal.failure();
    mayHaveHappened |= !failure.definite() && request.isWrite();
    RetryRules.Next next = RetryRules.after(failure, mayHaveHappened);
    if (next == RetryRules.Next.ELSEWHERE || next == RetryRules.Next.LATER) {
      reason.said(refusal, rounds);
    } else {
      reason.ended(refusal, rounds);
    }
    switch (next) {
      case FAIL -> fail(refusal);
      case HINTED -> follow(refusal.error().getTryNode());
      case ELSEWHERE -> proceed();
      case LATER -> backOff(refusal.error().getRetryAfterMillis());
      case REFRESH -> refresh(refusal);
      case NEW_SESSION -> changeSession();
    }
  }

  private void follow(String hint) {
    Node refuser = node;
    ClusterView view = context.views.current();
    Target known = target;
    if (known != null && !known.eventual()) {
      if (view != null && refuser != null) {
        context.leaders.refute(view.shards().get(known.number()), refuser.getId());
      }
      if (!hint.isEmpty()) {
        context.leaders.learn(known.number(), hint);
      }
    }
    proceed();
  }

  /** Once a call: whoever is still refused by a fresh view's lights is refused for good. */
  private void refresh(CapstanException refusal) {
    if (!refreshed) {
      refreshed = true;
      tried.clear();
      lookAgain();
      awaitView();
    } else if (refusal.failure().retryable() || isKnownHere(refusal)) {
      proceed();
    } else {
      fail(refusal);
    }
  }

  /** A newer view may have it elsewhere, or in another mode: then under another identity. */
  private void lookAgain() {
    if (held == null && !mayHaveHappened) {
      letGoOfTheId();
      identity = null;
      target = null;
    }
  }

  /** Of a keyspace that the view has, and the refusing node has not yet. */
  private boolean isKnownHere(CapstanException refusal) {
    ClusterView view = context.views.current();
    return refusal.failure() == Failure.KEYSPACE_UNKNOWN
        && view != null
        && view.keyspace(request.header().getKeyspace()).isPresent();
  }

  private void changeSession() {
    if (identity instanceof Identity.Remembered unused) {
      unused.id().sessionExpired();
      unused.release();
    }
    identity = null;
    if (sessionChanged) {
      backOff(0);
    } else {
      sessionChanged = true;
      tried.clear();
      proceed();
    }
  }

  // Waiting.

  private void backOff(long atLeastMillis) {
    tried.clear();
    long wait = context.backoff.nextNanos(rounds++, atLeastMillis);
    long left = deadlineNanos - context.ticker.nanos();
    park(context.ticker.nanos() + Math.min(wait, left), () -> {});
  }

  /**
   * @param register what leads to {@link Turn#resume}; runs when it already may
   */
  private void park(long untilNanos, Runnable register) {
    turn.park(untilNanos);
    register.run();
    if (context.closed) {
      stopWaiting();
    }
  }

  private void withdraw() {
    Target known = target;
    if (known != null && !known.eventual() && identity == null && request.isWrite()) {
      context.ids.cancel(known.number(), this);
    }
  }

  private boolean isTimeUp() {
    return context.ticker.nanos() - deadlineNanos >= 0;
  }

  // Ends.

  private void succeed(ResponseFrame.Item answer) {
    Node by = node;
    Target known = target;
    if (request.isWrite() && by != null && known != null && !known.eventual()) {
      context.leaders.learn(known.number(), by.getId());
    }
    try {
      context.token.merge(answer.getHeader().getSession());
    } catch (CapstanException e) {
      mayHaveHappened |= request.isWrite();
      fail(e);
      return;
    }
    end();
    letGoOfTheId();
    future.complete(
        new Completion(
            answer.getOutcome(),
            answer.getHeader().getReceipt(),
            attempts,
            by == null ? "" : by.getAddress(),
            context.ticker.nanos() - startNanos));
  }

  private void giveUp() {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - startNanos);
    fail(FinalFailures.timeIsUp(reason.known(), millis, attempts));
  }

  private void fail(CapstanException cause) {
    end();
    Identity sentUnder = identity;
    if (!mayHaveHappened || FinalFailures.isOutcomeOfTheId(cause.failure()) || sentUnder == null) {
      letGoOfTheId();
      future.completeExceptionally(cause);
    } else if (FinalFailures.aRetryMayTell(cause.failure())) {
      UnknownWrite write = held == null ? new UnknownWrite(request, sentUnder) : held;
      write.hold();
      future.completeExceptionally(
          new UnknownWriteException(FinalFailures.unknown(cause).error(), write));
    } else {
      letGoOfTheId();
      future.completeExceptionally(FinalFailures.unknown(cause));
    }
  }

  private void letGoOfTheId() {
    if (held != null) {
      held.settle();
    } else if (identity != null) {
      identity.release();
    }
  }

  private void end() {
    turn.end();
    context.live.remove(this);
    context.underWay.decrementAndGet();
  }

  private static String describe(@Nullable Node node) {
    return node == null ? "no node" : node.getId() + " (" + node.getAddress() + ")";
  }
}
