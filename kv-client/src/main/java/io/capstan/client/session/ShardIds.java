package io.capstan.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.capstan.error.CapstanException;
import io.capstan.error.GrpcErrors;
import io.capstan.limits.Limits;
import io.capstan.v1.OpenSessionResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ids for this client's writes to one shard: its session there, opened when the first write
 * asks, and the writes that wait because it is being opened or because its window is full.
 *
 * <p>The window is full when {@link Limits#SESSION_WINDOW} writes lie between the first one that is
 * outstanding, or held as unknown, and the next. Then writes wait; but when one of them is held as
 * unknown, the wait could have no end, and they get a new session instead: the old one serves the
 * retries of its unknown writes only. A waiter that is never granted an id gives up by its own
 * deadline.
 *
 * <p>Thread safety: safe for use by several threads; waiters are called without the lock.
 */
final class ShardIds {
  private final Supplier<CompletableFuture<OpenSessionResult>> opener;

  @GuardedBy("this")
  private @Nullable ShardSession current;

  @GuardedBy("this")
  private boolean opening;

  /** In the order of their arrival; one that gives up is found without a search. */
  @GuardedBy("this")
  private final Set<IdWaiter> waiters = new LinkedHashSet<>();

  ShardIds(Supplier<CompletableFuture<OpenSessionResult>> opener) {
    this.opener = opener;
  }

  /** Grants an id now or later; the waiter may be called before this returns. */
  void acquire(IdWaiter waiter) {
    WriteId id;
    boolean open = false;
    synchronized (this) {
      id = waiters.isEmpty() ? take() : null;
      if (id == null) {
        waiters.add(waiter);
        retireIfStuck();
        open = wantsToOpen();
      }
    }
    if (id != null) {
      grant(new Grant(waiter, id));
    } else if (open) {
      open();
    }
  }

  /** The waiter has given up. */
  synchronized void cancel(IdWaiter waiter) {
    waiters.remove(waiter);
  }

  void release(WriteId id) {
    List<Grant> grants;
    synchronized (this) {
      id.session().release(id.sequence());
      grants = takeForWaiters();
    }
    grants.forEach(this::grant);
  }

  void expired(ShardSession session) {
    boolean open;
    synchronized (this) {
      if (current == session) {
        current = null;
      }
      open = wantsToOpen();
    }
    if (open) {
      open();
    }
  }

  void held(ShardSession session) {
    boolean open;
    session.holdUnknown();
    synchronized (this) {
      retireIfStuck();
      open = wantsToOpen();
    }
    if (open) {
      open();
    }
  }

  /** Writes wait for a place, and the one at the front may never leave its own. */
  @GuardedBy("this")
  private void retireIfStuck() {
    ShardSession session = current;
    if (session != null && session.holdsUnknown() && !waiters.isEmpty()) {
      current = null;
    }
  }

  /** Claims the opening when it is due. */
  @GuardedBy("this")
  private boolean wantsToOpen() {
    boolean wanted = current == null && !opening && !waiters.isEmpty();
    opening |= wanted;
    return wanted;
  }

  private record Grant(IdWaiter waiter, WriteId id) {}

  private void grant(Grant grant) {
    if (!grant.waiter.granted(grant.id)) {
      release(grant.id);
    }
  }

  private void open() {
    CompletableFuture<OpenSessionResult> unused = opener.get().whenComplete(this::opened);
  }

  private void opened(@Nullable OpenSessionResult result, @Nullable Throwable failure) {
    List<Grant> grants = List.of();
    List<IdWaiter> refused = List.of();
    synchronized (this) {
      opening = false;
      if (result == null) {
        refused = new ArrayList<>(waiters);
        waiters.clear();
      } else {
        current = new ShardSession(result.getSession(), window(result));
        grants = takeForWaiters();
      }
    }
    grants.forEach(this::grant);
    if (failure != null) {
      CapstanException cause = GrpcErrors.fromStatus(failure);
      refused.forEach(waiter -> waiter.refused(cause));
    }
  }

  private static int window(OpenSessionResult result) {
    return result.getWindow() == 0
        ? Limits.SESSION_WINDOW
        : Math.min(result.getWindow(), Limits.SESSION_WINDOW);
  }

  @GuardedBy("this")
  private List<Grant> takeForWaiters() {
    if (waiters.isEmpty()) {
      return List.of();
    }
    List<Grant> grants = new ArrayList<>();
    Iterator<IdWaiter> waiting = waiters.iterator();
    while (waiting.hasNext()) {
      WriteId id = take();
      if (id == null) {
        break;
      }
      grants.add(new Grant(waiting.next(), id));
      waiting.remove();
    }
    return grants;
  }

  @GuardedBy("this")
  private @Nullable WriteId take() {
    ShardSession session = current;
    long sequence = session == null ? 0 : session.take();
    return session == null || sequence == 0 ? null : new WriteId(this, session, sequence);
  }
}
