package io.capstan.client.retry;

import io.capstan.client.routing.ClusterViews;
import io.capstan.client.routing.Leaders;
import io.capstan.client.routing.NodeHealths;
import io.capstan.client.routing.Router;
import io.capstan.client.session.HeldToken;
import io.capstan.client.session.Stamps;
import io.capstan.client.session.WriteIds;
import io.capstan.client.transport.Nodes;
import io.capstan.runtime.Ticker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What every call of one client works with.
 *
 * <p>Thread safety: every part may be used by several threads.
 */
final class CallContext {
  final ClusterViews views;
  final Leaders leaders;
  final NodeHealths healths;
  final Router router;
  final Nodes nodes;
  final HeldToken token;
  final WriteIds ids;
  final Stamps stamps;
  final Envelope envelope;
  final Backoff backoff;
  final Ticker ticker;

  /** As many as {@link #live}, which does not count cheaply. */
  final AtomicInteger underWay = new AtomicInteger();

  /** Calls that have not ended: what the sweep looks at. */
  final Set<Call> live = ConcurrentHashMap.newKeySet();

  /** Calls that are not in flight end at their next step. */
  volatile boolean closed;

  CallContext(
      Cluster cluster,
      HeldToken token,
      WriteIds ids,
      Stamps stamps,
      Backoff backoff,
      Ticker ticker) {
    this.views = cluster.views();
    this.leaders = cluster.leaders();
    this.healths = cluster.healths();
    this.router = cluster.router();
    this.nodes = cluster.nodes();
    this.token = token;
    this.ids = ids;
    this.stamps = stamps;
    this.envelope = new Envelope(token);
    this.backoff = backoff;
    this.ticker = ticker;
  }

  void started(Call call) {
    live.add(call);
    underWay.incrementAndGet();
    backoff.requestStarted();
  }

  void ended(Call call) {
    live.remove(call);
    underWay.decrementAndGet();
  }
}
