package io.capstan.server.core.quorum;

import io.capstan.server.core.Row;
import io.capstan.server.core.quorum.ReadEffect.Answer;
import io.capstan.server.core.quorum.ReadEffect.Ask;
import io.capstan.server.core.quorum.ReadEffect.Refused;
import io.capstan.server.core.quorum.ReadEffect.Repair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One read of a key: the merged answer of R replicas, or of as many more as it takes to reach the
 * session's floor (protocols.md Q7). Replicas that are found to lack the merged row are repaired,
 * those that answer late too (DeCandia et al., <em>Dynamo</em>, section 5).
 *
 * <p>"No row" needs as many replicas as a row does.
 *
 * <p>Thread safety: none; the caller confines it.
 */
public final class QuorumRead {
  private final List<String> replicas;
  private final int needed;
  private final SessionFloor floor;
  private final Deque<String> unasked;
  private final Set<String> waitedFor = new HashSet<>();
  private final Set<String> silent = new HashSet<>();
  private final Map<String, Optional<Row>> answers = new LinkedHashMap<>();
  private final Map<String, Row> repaired = new HashMap<>();
  private boolean answered;

  /**
   * A read that was not begun.
   *
   * @param replicas N different nodes, those to ask first in front
   * @param needed R, 1 to N
   */
  public QuorumRead(List<String> replicas, int needed, SessionFloor floor) {
    if (needed < 1 || needed > replicas.size()) {
      throw new IllegalArgumentException(needed + " of " + replicas + " cannot be needed");
    }
    this.replicas = List.copyOf(replicas);
    this.needed = needed;
    this.floor = floor;
    this.unasked = new ArrayDeque<>(replicas);
  }

  /** R, how many answers it takes. */
  public int needed() {
    return needed;
  }

  /** What it takes, in words. */
  public String wanted() {
    return Quorums.describe(needed, replicas);
  }

  /** Asks as many as are needed; all, when only the answers of all will surely do. */
  public List<ReadEffect> begin() {
    return ask(floor.isMetByAllOnly() ? replicas.size() : needed);
  }

  /**
   * A replica has answered.
   *
   * @param row null: it has none
   */
  public List<ReadEffect> answered(String node, @Nullable Row row) {
    if (!waitedFor.remove(node)) {
      return List.of();
    }
    answers.put(node, Optional.ofNullable(row));
    return answered ? repairs() : decide();
  }

  /** A replica will not answer any more. */
  public List<ReadEffect> lost(String node) {
    if (!waitedFor.remove(node)) {
      return List.of();
    }
    silent.add(node);
    return answered ? List.of() : decide();
  }

  /** Those that were asked take long: one more is asked, if there is one. */
  public List<ReadEffect> hedge() {
    return answered ? List.of() : ask(1);
  }

  /** The request's time is up. */
  public List<ReadEffect> expired() {
    silent.addAll(waitedFor);
    waitedFor.clear();
    unasked.clear();
    return answered ? List.of() : decide();
  }

  /** Whether it was answered and nobody is waited for any more. */
  public boolean isOver() {
    return answered && waitedFor.isEmpty();
  }

  private List<ReadEffect> decide() {
    Row merged = merged();
    boolean enough = answers.size() >= needed;
    if (enough && floor.isMetBy(merged, answers.size() == replicas.size())) {
      answered = true;
      List<ReadEffect> effects = new ArrayList<>();
      effects.add(new Answer(merged, Set.copyOf(answers.keySet())));
      effects.addAll(repairs());
      return effects;
    }
    if (answers.size() + waitedFor.size() < needed && !unasked.isEmpty()) {
      return ask(needed - answers.size() - waitedFor.size());
    }
    if (waitedFor.isEmpty()) {
      return unasked.isEmpty() ? refuse(enough) : ask(unasked.size());
    }
    boolean hopeless = answers.size() + waitedFor.size() + unasked.size() < needed;
    return hopeless ? refuse(false) : List.of();
  }

  private List<ReadEffect> refuse(boolean floorMissed) {
    answered = true;
    return List.of(new Refused(Set.copyOf(silent), floorMissed));
  }

  private List<ReadEffect> ask(int count) {
    List<ReadEffect> effects = new ArrayList<>();
    for (int i = 0; i < count && !unasked.isEmpty(); i++) {
      String node = unasked.removeFirst();
      waitedFor.add(node);
      effects.add(new Ask(node));
    }
    return effects;
  }

  private @Nullable Row merged() {
    Row merged = null;
    for (Optional<Row> row : answers.values()) {
      merged = LastWriteWins.later(merged, row.orElse(null));
    }
    return merged;
  }

  private List<ReadEffect> repairs() {
    Row merged = merged();
    List<ReadEffect> effects = new ArrayList<>();
    answers.forEach(
        (node, row) -> {
          if (merged != null
              && !merged.equals(row.orElse(null))
              && !merged.equals(repaired.put(node, merged))) {
            effects.add(new Repair(node, merged));
          }
        });
    return effects;
  }
}
