package io.capstan.server.core.quorum;

import io.capstan.server.core.quorum.PageEffect.Answer;
import io.capstan.server.core.quorum.PageEffect.Ask;
import io.capstan.server.core.quorum.PageEffect.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One page of a scan: it is answered when so many replicas of every slice have given their rows as
 * that slice needs. A node gives those of all slices that it holds at once.
 *
 * <p>Thread safety: none; the caller confines it.
 */
public final class PageQuorum {
  private final Set<Need> needs;
  private final Set<String> waitedFor = new LinkedHashSet<>();
  private final Set<String> answered = new LinkedHashSet<>();
  private final Set<String> silent = new LinkedHashSet<>();
  private int spare;
  private boolean over;

  /**
   * What a slice needs, or several that have the same replicas.
   *
   * @param replicas N different nodes, those to ask first in front
   * @param count how many of them, 1 to N
   */
  public record Need(List<String> replicas, int count) {
    public Need {
      if (count < 1 || count > replicas.size()) {
        throw new IllegalArgumentException(count + " of " + replicas + " cannot be needed");
      }
      replicas = List.copyOf(replicas);
    }

    /** In words. */
    public String wanted() {
      return Quorums.describe(count, replicas);
    }

    private int of(Set<String> nodes) {
      return (int) replicas.stream().filter(nodes::contains).count();
    }
  }

  /** A page that nobody was asked for yet. */
  public PageQuorum(Collection<Need> needs) {
    this.needs = new LinkedHashSet<>(needs);
  }

  /** Asks as many as are needed. */
  public List<PageEffect> begin() {
    return decide();
  }

  /** A node has given its page. */
  public List<PageEffect> answered(String node) {
    if (waitedFor.remove(node)) {
      answered.add(node);
    }
    return decide();
  }

  /** A node will not answer any more: another is asked, if there is one. */
  public List<PageEffect> lost(String node) {
    if (waitedFor.remove(node)) {
      silent.add(node);
    }
    return decide();
  }

  /** Those that were asked take long: from now on one more is. */
  public List<PageEffect> hedge() {
    spare = 1;
    return decide();
  }

  /** The request's time is up. */
  public List<PageEffect> expired() {
    silent.addAll(waitedFor);
    waitedFor.clear();
    Optional<Need> unmet = needs.stream().filter(need -> !isMet(need)).findFirst();
    return over || unmet.isEmpty() ? List.of() : refuse(unmet.get());
  }

  /** Whether it was answered. */
  public boolean isOver() {
    return over;
  }

  private List<PageEffect> decide() {
    if (over) {
      return List.of();
    }
    if (needs.stream().allMatch(this::isMet)) {
      over = true;
      return List.of(new Answer(Set.copyOf(answered)));
    }
    List<PageEffect> effects = new ArrayList<>();
    for (Need need : needs) {
      if (need.replicas().size() - need.of(silent) < need.count()) {
        return refuse(need);
      }
      effects.addAll(ask(need));
    }
    return effects;
  }

  private boolean isMet(Need need) {
    return need.of(answered) >= need.count();
  }

  private List<PageEffect> ask(Need need) {
    if (isMet(need)) {
      return List.of();
    }
    int more = need.count() + spare - need.of(answered) - need.of(waitedFor);
    List<String> next =
        need.replicas().stream()
            .filter(node -> !answered.contains(node) && !silent.contains(node))
            .filter(node -> !waitedFor.contains(node))
            .limit(Math.max(0, more))
            .toList();
    waitedFor.addAll(next);
    return next.stream().<PageEffect>map(Ask::new).toList();
  }

  private List<PageEffect> refuse(Need need) {
    over = true;
    Set<String> missing =
        need.replicas().stream().filter(silent::contains).collect(Collectors.toUnmodifiableSet());
    return List.of(new Refused(need, missing));
  }
}
