package io.capstan.ring;

/**
 * A node as placement sees it.
 *
 * @param id unique in the cluster, not empty
 * @param zone what fails together, such as a rack or a data centre; empty is a zone like any other
 * @param weight its share of the replicas relative to the other members', 1 to {@value #WEIGHT_MAX}
 */
public record Member(String id, String zone, int weight) {
  /** The largest weight. */
  public static final int WEIGHT_MAX = 1_000;

  public Member {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("the member has no id");
    }
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException(
          "weight of " + id + " is " + weight + ", not 1 to " + WEIGHT_MAX);
    }
  }
}
