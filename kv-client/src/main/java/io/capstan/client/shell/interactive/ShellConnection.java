package io.capstan.client.shell.interactive;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.capstan.client.CapstanClient;
import io.capstan.client.Session;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.data.ConnectionFlags;
import io.capstan.client.shell.data.RequestFlags;
import io.capstan.client.shell.data.SessionFile;
import io.capstan.client.shell.data.SessionStore;
import io.capstan.client.shell.data.SharedClient;
import io.capstan.runtime.Ticker;
import io.capstan.session.SessionToken;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one client of a shell, its session, and what it last heard of the cluster.
 *
 * <p>The session begins with that of earlier runs, and later runs go on with it, as those of single
 * commands do.
 *
 * <p>Thread safety: safe for use by several threads.
 */
final class ShellConnection implements SharedClient, AutoCloseable {
  /** How old the view may be that completion offers. */
  private static final Duration VIEW_AGE_MAX = Duration.ofSeconds(3);

  private final Terminal terminal;
  private final ConnectionFlags flags;
  private final @Nullable String sessionChoice;
  private final Ticker ticker;

  @GuardedBy("this")
  private @Nullable CapstanClient client;

  @GuardedBy("this")
  private boolean recallsEarlierRuns = true;

  private volatile boolean sessionHeld;
  private volatile Optional<SessionFile> file = Optional.empty();
  private volatile SessionToken remembered = SessionToken.empty(0);
  private volatile @Nullable ClusterView view;
  private volatile long viewNanos;

  /**
   * Connects to nothing yet.
   *
   * @param sessionChoice a file, {@code none}, or null for the file of the cluster
   */
  ShellConnection(
      Terminal terminal, ConnectionFlags flags, @Nullable String sessionChoice, Ticker ticker) {
    this.terminal = terminal;
    this.flags = flags;
    this.sessionChoice = sessionChoice;
    this.ticker = ticker;
    this.sessionHeld = !RequestFlags.NO_SESSION.equals(sessionChoice);
  }

  @Override
  public <T> T use(Function<CapstanClient, T> work) {
    if (!sessionHeld) {
      try (CapstanClient own = flags.open(terminal)) {
        return work.apply(own);
      }
    }
    CapstanClient shared = client();
    if (file.isEmpty() && !RequestFlags.NO_SESSION.equals(sessionChoice)) {
      recall(shared.session());
    }
    return work.apply(shared);
  }

  /** Finds the session file, and goes on with what earlier runs have seen. */
  private void recall(Session session) {
    String clusterId = refresh().join().clusterId();
    SessionFile found = SessionFile.of(terminal, clusterId, sessionChoice);
    if (recallsEarlierRuns()) {
      session.merge(found.read());
    }
    file = Optional.of(found);
  }

  private synchronized boolean recallsEarlierRuns() {
    return recallsEarlierRuns;
  }

  /** Leaves to later runs what this one has seen so far. */
  void remember() {
    Optional<SessionFile> known = file;
    if (known.isEmpty() || !sessionHeld) {
      return;
    }
    SessionToken seen = client().session().token();
    if (!seen.equals(remembered)) {
      RequestFlags.remember(known.get(), seen, terminal);
      remembered = seen;
    }
  }

  @Override
  public ConnectionFlags connection() {
    return flags;
  }

  @Override
  public Optional<SessionStore> session() {
    return sessionHeld ? Optional.of(new Held(client().session())) : Optional.empty();
  }

  /** A session of the client as a command with a client of its own sees it. */
  private record Held(Session session) implements SessionStore {
    @Override
    public SessionToken read() {
      return session.token();
    }

    @Override
    public void merge(SessionToken seen) {
      session.merge(seen);
    }
  }

  /** Begins a session that has seen nothing. */
  synchronized void beginSession() {
    close();
    recallsEarlierRuns = false;
    sessionHeld = true;
  }

  /** From now on each command has a session of its own. */
  void dropSession() {
    sessionHeld = false;
  }

  /** Asks for the cluster as it is now. */
  CompletableFuture<ClusterView> refresh() {
    return client().cluster().toCompletableFuture().thenApply(this::seen);
  }

  private ClusterView seen(ClusterView now) {
    viewNanos = ticker.nanos();
    view = now;
    return now;
  }

  /** The cluster as it was described last. */
  Optional<ClusterView> view() {
    return Optional.ofNullable(view);
  }

  /** The cluster as it was within the last seconds, or the best that can be had within the wait. */
  Optional<ClusterView> recentView(Duration wait) {
    if (view != null && ticker.nanos() - viewNanos < VIEW_AGE_MAX.toNanos()) {
      return view();
    }
    try {
      return Optional.of(refresh().get(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return view();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      return view();
    }
  }

  private synchronized CapstanClient client() {
    CapstanClient open = client == null ? flags.open(terminal) : client;
    client = open;
    return open;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
