package io.capstan.server.core.quorum;

import io.capstan.v1.Quorum;
import java.util.Collection;
import java.util.TreeSet;

/** How many replicas of N an operation needs. */
public final class Quorums {
  private Quorums() {}

  /**
   * The replicas that a quorum means.
   *
   * @param asked of the request; UNSPECIFIED: the keyspace's
   * @param usual of the keyspace; UNSPECIFIED: a majority
   * @param replicas N
   */
  public static int needed(Quorum asked, Quorum usual, int replicas) {
    Quorum meant = asked == Quorum.QUORUM_UNSPECIFIED ? usual : asked;
    return switch (meant) {
      case QUORUM_ONE -> 1;
      case QUORUM_ALL -> replicas;
      default -> replicas / 2 + 1;
    };
  }

  /** Such as {@code 2 of the replicas [n1, n2, n3]}. */
  static String describe(int needed, Collection<String> replicas) {
    String count = needed == replicas.size() ? "all" : Integer.toString(needed);
    return count + " of the replicas " + new TreeSet<>(replicas);
  }

  /**
   * The replicas that a read must ask so that one of them has every acknowledged write: any two
   * sets of W and of N - W + 1 replicas share a member.
   *
   * @param replicas N
   * @param minWrite the least W of any write
   */
  public static int overlapping(int replicas, int minWrite) {
    return replicas - minWrite + 1;
  }
}
