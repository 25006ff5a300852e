package io.capstan.client.retry;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.client.session.HeldToken;
import io.capstan.client.session.Stamps;
import io.capstan.client.session.WriteIds;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Ticker;
import io.capstan.v1.OpenSession;
import io.capstan.v1.OpenSessionResult;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Where requests are handed in: each becomes a {@link Call} that ends by its deadline.
 *
 * <p>Time is kept by one coarse sweep over the calls that have not ended, every few milliseconds,
 * rather than by a timer for each: deadlines and back-offs are late by as much.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Requests implements AutoCloseable {
  private static final long OPEN_SESSION_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long SWEEP_MILLIS = 10;

  private final CallContext context;
  private final int callsMax;

  /**
   * Keeps no time until it is told on which thread.
   *
   * @param token raised by every answer
   * @param stamps of writes in EVENTUAL keyspaces
   * @param random where the jitter of back-offs comes from
   * @param callsMax calls under way at a time, about; retries of unknown writes not counted in
   */
  public Requests(
      Cluster cluster,
      HeldToken token,
      Stamps stamps,
      Ticker ticker,
      RandomGenerator random,
      int callsMax) {
    this.callsMax = callsMax;
    this.context =
        new CallContext(
            cluster, token, new WriteIds(this::openSession), stamps, new Backoff(random), ticker);
  }

  /** Keeps time on a thread of the scheduler, until the scheduler ends. */
  public void keepTimeOn(ScheduledExecutorService scheduler) {
    ScheduledFuture<?> unused =
        scheduler.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * The future fails with a {@link CapstanException}, at once as OVERLOADED when about as many
   * calls are under way as may be.
   */
  public CompletableFuture<Completion> submit(Request request) {
    int underWay = context.underWay.get();
    if (underWay >= callsMax) {
      return CompletableFuture.failedFuture(
          CapstanException.of(
              Failure.OVERLOADED,
              "calls under way: %d, limit callsUnderWayMax = %d; wait for some to end"
                  .formatted(underWay, callsMax)));
    }
    return new Call(context, request).start();
  }

  /**
   * Sends a write again under its id, however many calls are under way.
   *
   * @throws IllegalStateException if it is being retried, was answered or was forgotten
   */
  public CompletableFuture<Completion> retry(UnknownWrite write, long deadlineNanos) {
    write.beginRetry();
    return new Call(context, write, deadlineNanos).start();
  }

  /** The view, fetched if there is none yet; ends by the deadline. */
  public CompletableFuture<ClusterView> view(long deadlineNanos) {
    ClusterView view = context.views.current();
    if (view != null) {
      return CompletableFuture.completedFuture(view);
    }
    return submit(Request.forTheView(deadlineNanos)).thenApply(found -> viewNow());
  }

  /** Registers a session in a shard; writes that are under way wait for it. */
  private CompletableFuture<OpenSessionResult> openSession(int shard) {
    Operation open =
        Operation.newBuilder().setOpenSession(OpenSession.newBuilder().setShard(shard)).build();
    Request request =
        new Request(
            open,
            OperationHeader.getDefaultInstance(),
            view -> Target.shard(shard),
            OPEN_SESSION_NANOS);
    return new Call(context, request)
        .start()
        .thenApply(completion -> completion.outcome().getOpenSession());
  }

  /** Looks once at every call: ends what is out of time, wakes what has waited long enough. */
  private void sweep() {
    long now = context.ticker.nanos();
    context.live.forEach(call -> call.tick(now));
  }

  /** Ends every call that waits; those in flight end with their streams. */
  @Override
  public void close() {
    context.closed = true;
    context.live.forEach(Call::stopWaiting);
  }

  private ClusterView viewNow() {
    ClusterView view = context.views.current();
    if (view == null) {
      throw new IllegalStateException("a view was found and is gone");
    }
    return view;
  }
}
