package io.capstan.client.routing;

import java.util.List;

/**
 * Where a request belongs: a shard of STRONG keyspaces, or slices of EVENTUAL ones that the same
 * nodes hold.
 *
 * @param eventual whether the numbers are slices
 * @param numbers the one shard, or the slices
 */
public record Target(boolean eventual, List<Integer> numbers) {
  public Target {
    numbers = List.copyOf(numbers);
  }

  public static Target shard(int shard) {
    return new Target(false, List.of(shard));
  }

  public static Target slices(List<Integer> slices) {
    return new Target(true, slices);
  }

  /** The shard, or the first of the slices. */
  public int number() {
    return numbers.get(0);
  }
}
