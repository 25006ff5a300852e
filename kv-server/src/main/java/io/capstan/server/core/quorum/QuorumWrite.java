package io.capstan.server.core.quorum;

import io.capstan.server.core.quorum.WriteEffect.Done;
import io.capstan.server.core.quorum.WriteEffect.Hint;
import io.capstan.server.core.quorum.WriteEffect.Refused;
import io.capstan.server.core.quorum.WriteEffect.Send;
import io.capstan.server.core.quorum.WriteEffect.Unknown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One write on its way to all N replicas of its key, answered when W have stored it (DeCandia et
 * al., <em>Dynamo</em>, section 4.5, with strict membership: no other node stands in).
 *
 * <p>It is answered once. Fewer than W is unknown and never refused, unless nothing was sent
 * (protocols.md Q2). A replica that does not store it in time gets it later, by a hint.
 *
 * <p>Thread safety: none; the caller confines it.
 */
public final class QuorumWrite {
  private final List<String> replicas;
  private final int needed;
  private final Set<String> waitedFor = new LinkedHashSet<>();
  private final Set<String> stored = new LinkedHashSet<>();
  private boolean superseded;
  private boolean existed;
  private boolean answered;

  /**
   * A write that was not begun.
   *
   * @param replicas N different nodes
   * @param needed W, 1 to N
   */
  public QuorumWrite(List<String> replicas, int needed) {
    if (needed < 1 || needed > replicas.size()) {
      throw new IllegalArgumentException(needed + " of " + replicas + " cannot be needed");
    }
    this.replicas = List.copyOf(replicas);
    this.needed = needed;
  }

  /** W, how many replicas must store it. */
  public int needed() {
    return needed;
  }

  /** What it takes, in words. */
  public String wanted() {
    return Quorums.describe(needed, replicas);
  }

  /**
   * Begins, unless too few can be reached.
   *
   * @param reachable the replicas that seem to be there now
   */
  public List<WriteEffect> begin(Collection<String> reachable) {
    replicas.stream().filter(reachable::contains).forEach(waitedFor::add);
    if (waitedFor.size() < needed) {
      answered = true;
      Refused refused = new Refused(Set.copyOf(waitedFor));
      waitedFor.clear();
      return List.of(refused);
    }
    List<WriteEffect> effects = new ArrayList<>();
    for (String node : replicas) {
      effects.add(waitedFor.contains(node) ? new Send(node) : new Hint(node));
    }
    return effects;
  }

  /** A replica has stored the row, or one that is later. */
  public List<WriteEffect> stored(String node, boolean laterWasThere, boolean valueWasThere) {
    if (!waitedFor.remove(node)) {
      return List.of();
    }
    stored.add(node);
    superseded |= laterWasThere;
    existed |= valueWasThere;
    if (answered || stored.size() < needed) {
      return List.of();
    }
    answered = true;
    return List.of(new Done(Set.copyOf(stored), superseded, existed));
  }

  /** A replica will not answer any more; it may have stored the row or not. */
  public List<WriteEffect> lost(String node) {
    if (!waitedFor.remove(node)) {
      return List.of();
    }
    List<WriteEffect> effects = new ArrayList<>();
    effects.add(new Hint(node));
    if (stored.size() + waitedFor.size() < needed) {
      effects.addAll(unknown());
    }
    return effects;
  }

  /** The request's time is up: who is still waited for is given up. */
  public List<WriteEffect> expired() {
    List<WriteEffect> effects = new ArrayList<>();
    waitedFor.forEach(node -> effects.add(new Hint(node)));
    waitedFor.clear();
    effects.addAll(unknown());
    return effects;
  }

  /** Whether nobody is waited for any more. */
  public boolean isOver() {
    return waitedFor.isEmpty();
  }

  private List<WriteEffect> unknown() {
    if (answered) {
      return List.of();
    }
    answered = true;
    return List.of(new Unknown(Set.copyOf(stored)));
  }
}
