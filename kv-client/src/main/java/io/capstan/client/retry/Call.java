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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request from its first attempt to its one outcome.
 *
 * <p>Attempts come in rounds: each round asks every replica at most once, as refusals lead it, and
 * between rounds the call waits. Rounds go on until the deadline, also when all who answer say that
 * too few replicas are there: one that returns by then makes the call succeed, and the deadline is
 * what its caller finds this worth. What a failed write may claim is for {@link WriteFate} to say.
 *
 * <p>Thread safety: one thread at a time runs the call, handed on by {@link Turn}; the fields are
 * confined to it.
 */
final class Call implements Exchange.Listener, IdWaiter {
  private final CallContext context;
  private final Request request;
  private final WriteFate write;
  private final Itinerary itinerary;
  private final Remedies remedies;
  private final Deadline deadline;
  private final CompletableFuture<Completion> future = new CompletableFuture<>();
  private final Turn turn = new Turn();
  private final Reason reason = new Reason();
  private int attempts;
  private int rounds;

  /** A call that nothing was sent of. */
  Call(CallContext context, Request request) {
    this(context, request, new WriteFate(request), request.deadlineNanos());
  }

  /** The retry of a write that may have happened. */
  Call(CallContext context, UnknownWrite held, long deadlineNanos) {
    this(context, held.request(), new WriteFate(held), deadlineNanos);
  }

  private Call(CallContext context, Request request, WriteFate write, long deadlineNanos) {
    this.context = context;
    this.request = request;
    this.write = write;
    this.itinerary = new Itinerary(context, request);
    this.remedies = new Remedies(write, itinerary);
    this.deadline = Deadline.in(deadlineNanos, context.ticker);
  }

  CompletableFuture<Completion> start() {
    context.started(this);
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
      if (write.needsIdentity()) {
        itinerary.strongShard().ifPresent(shard -> context.ids.cancel(shard, this));
      }
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
    } else if (deadline.isPassed()) {
      giveUp();
    } else if (view == null) {
      awaitView();
    } else if (request.needsOnlyTheView()) {
      succeed(ResponseFrame.Item.getDefaultInstance());
    } else {
      goOn(view);
    }
  }

  private void awaitView() {
    park(deadline.endNanos(), this::refreshView);
  }

  private void refreshView() {
    var unused = context.views.refresh().whenComplete((view, failure) -> viewArrived(failure));
  }

  private void viewArrived(@Nullable Throwable failure) {
    if (turn.resume()) {
      if (failure == null) {
        proceed();
      } else {
        CapstanException cause = GrpcErrors.fromStatus(failure);
        setBack(cause, cause.failure().retryable());
      }
    }
  }

  private void goOn(ClusterView view) {
    Target known;
    try {
      known = itinerary.target(view);
    } catch (CapstanException e) {
      fail(e);
      return;
    }
    identify(known, view);
  }

  /** Gives a write what makes its attempts one write, before the first of them. */
  private void identify(Target known, ClusterView view) {
    if (!write.needsIdentity()) {
      attempt(known, view);
    } else if (known.eventual()) {
      write.identify(new Identity.Stamped(context.stamps.next()));
      attempt(known, view);
    } else {
      park(deadline.endNanos(), () -> context.ids.acquire(known.number(), this));
    }
  }

  @Override
  public boolean granted(WriteId granted) {
    if (!turn.resume()) {
      return false;
    }
    write.identify(new Identity.Remembered(granted));
    proceed();
    return true;
  }

  @Override
  public void refused(CapstanException cause) {
    if (turn.resume()) {
      setBack(cause, cause.failure().retryable() || !cause.failure().definite());
    }
  }

  /** What an attempt needs cannot be had, or not now. */
  private void setBack(CapstanException cause, boolean passing) {
    reason.ended(cause, rounds);
    if (passing) {
      backOff(0);
    } else {
      fail(cause);
    }
  }

  private void attempt(Target known, ClusterView view) {
    itinerary.next(view, known).ifPresentOrElse(to -> send(view, known, to), () -> backOff(0));
  }

  private void send(ClusterView view, Target known, Node to) {
    attempts++;
    long limit = deadline.attemptNanos();
    NodeStream stream = context.nodes.stream(to.getAddress());
    Exchange out =
        new Exchange(
            context.envelope.header(view, known, request, write.identity(), limit),
            request.operation(),
            this);
    turn.fly(out, context.ticker.nanos() + limit);
    stream.send(out);
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
    itinerary.unanswered();
    if (sent) {
      write.unanswered();
    }
    reason.ended(cause, rounds);
    proceed();
  }

  private void timeOut(Exchange out) {
    Exchange.Cancelled cancelled = out.cancel();
    if (cancelled != Exchange.Cancelled.TOO_LATE) {
      boolean sent = cancelled == Exchange.Cancelled.AFTER_IT_WAS_SENT;
      lost(
          sent,
          CapstanException.of(
              sent ? Failure.DEADLINE_EXCEEDED : Failure.UNAVAILABLE,
              itinerary.described() + " did not answer in time"));
    }
  }

  private void refusedBy(CapstanException refusal) {
    write.refused(refusal.failure());
    RetryRules.Next next = RetryRules.after(refusal.failure(), write.mayHaveHappened());
    reason.refused(refusal, next, rounds);
    switch (remedies.apply(next, refusal)) {
      case FAIL -> fail(refusal);
      case GO_ON -> proceed();
      case BACK_OFF -> backOff(refusal.error().getRetryAfterMillis());
      case AWAIT_VIEW -> awaitView();
    }
  }

  // Waiting.

  private void backOff(long atLeastMillis) {
    itinerary.newRound();
    long wait = context.backoff.nextNanos(rounds++, atLeastMillis);
    park(deadline.endOf(wait), () -> {});
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

  // Ends.

  private void succeed(ResponseFrame.Item answer) {
    itinerary.served();
    try {
      context.token.merge(answer.getHeader().getSession());
    } catch (CapstanException e) {
      write.unanswered();
      fail(e);
      return;
    }
    end();
    write.letGo();
    future.complete(
        new Completion(
            answer.getOutcome(),
            answer.getHeader().getReceipt(),
            attempts,
            itinerary.address(),
            deadline.elapsedNanos()));
  }

  private void giveUp() {
    fail(FinalFailures.timeIsUp(reason.known(), deadline.totalMillis(), attempts));
  }

  private void fail(CapstanException cause) {
    end();
    future.completeExceptionally(write.failed(cause));
  }

  private void end() {
    turn.end();
    context.ended(this);
  }
}
