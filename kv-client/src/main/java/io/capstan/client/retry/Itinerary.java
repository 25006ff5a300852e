package io.capstan.client.retry;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.v1.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes: what holds its rows, and which nodes it has asked in this round. What its
 * attempts tell about the nodes is passed on to later calls.
 *
 * <p>Thread safety: none; confined to its call.
 */
final class Itinerary {
  private final CallContext context;
  private final Request request;
  private final List<String> tried = new ArrayList<>(3);
  private @Nullable Target target;
  private @Nullable Node node;

  /** Has not begun. */
  Itinerary(CallContext context, Request request) {
    this.context = context;
    this.request = request;
  }

  /**
   * What holds the rows: found once, and again after {@link #lookAgain}.
   *
   * @throws io.capstan.error.CapstanException when the request cannot be sent at all
   */
  Target target(ClusterView view) {
    Target known = target == null ? request.target().apply(view) : target;
    target = known;
    return known;
  }

  /** The shard of a STRONG keyspace that holds the rows; empty: another, or not known yet. */
  OptionalInt strongShard() {
    Target known = target;
    return known == null || known.eventual() ? OptionalInt.empty() : OptionalInt.of(known.number());
  }

  /** Goes to the next node; empty: all that may serve were asked in this round. */
  Optional<Node> next(ClusterView view, Target known) {
    Optional<Node> next =
        context.router.route(view, known, context.envelope.affinity(view, known, request), tried);
    next.ifPresent(this::goTo);
    return next;
  }

  private void goTo(Node next) {
    node = next;
    tried.add(next.getId());
  }

  /** Every node may be asked again. */
  void newRound() {
    tried.clear();
  }

  /** Another view may have the rows elsewhere. */
  void lookAgain() {
    target = null;
  }

  /** Whether the view of the cluster has the keyspace. */
  boolean seesTheKeyspace() {
    ClusterView view = context.views.current();
    return view != null && view.keyspace(request.header().getKeyspace()).isPresent();
  }

  /** The address of the node that was asked last; empty when none was. */
  String address() {
    return node == null ? "" : node.getAddress();
  }

  /** The node that was asked last, as a person is told. */
  String described() {
    return node == null ? "no node" : node.getId() + " (" + node.getAddress() + ")";
  }

  /** The node did not answer. */
  void unanswered() {
    if (node != null) {
      context.healths.of(node.getAddress()).failed();
    }
  }

  /** The node answered: it leads the shard, if that is what the request needed. */
  void served() {
    Node by = node;
    if (request.isWrite() && by != null) {
      strongShard().ifPresent(shard -> context.leaders.learn(shard, by.getId()));
    }
  }

  /**
   * The node does not serve this.
   *
   * @param hint id of the node that does, as it believes; empty: it knows of none
   */
  void refusedWith(String hint) {
    strongShard().ifPresent(shard -> refute(shard, hint));
  }

  private void refute(int shard, String hint) {
    ClusterView view = context.views.current();
    if (view != null && node != null) {
      context.leaders.refute(view.shards().get(shard), node.getId());
    }
    if (!hint.isEmpty()) {
      context.leaders.learn(shard, hint);
    }
  }
}
