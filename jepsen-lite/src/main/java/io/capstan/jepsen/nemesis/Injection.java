package io.capstan.jepsen.nemesis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One fault as it was done. Times are by the clock of the run's history, in ns.
 *
 * @param fault its name in the schedule, such as {@code partition-leader}
 * @param what was done, for a person, such as {@code n2 | n1 n3 n4 n5}
 * @param links that were disturbed; empty when nodes were
 * @param nodes that were hit; empty when links were
 * @param sides the groups of nodes between which links are open both ways, largest first; empty
 *     when no link was cut
 * @param injectedNanos when it was done
 * @param bitNanos when it was seen to bite; empty: it never was
 * @param endedNanos when its end was asked for
 * @param healedNanos when it was seen to have ended; empty: it never was
 * @param leaderBefore who led when it was done
 * @param leaderAfter the last who led a later term while it lasted, or at its end
 * @param evidence on what its bite rests, for a person
 */
public record Injection(
    String fault,
    String what,
    Set<Link> links,
    Set<String> nodes,
    List<Set<String>> sides,
    long injectedNanos,
    OptionalLong bitNanos,
    long endedNanos,
    OptionalLong healedNanos,
    Optional<String> leaderBefore,
    Optional<String> leaderAfter,
    String evidence) {
  public Injection {
    links = Set.copyOf(links);
    nodes = Set.copyOf(nodes);
    sides = List.copyOf(sides);
  }
}
