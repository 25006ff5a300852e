package io.capstan.client.shell.demo;

import com.google.protobuf.ByteString;
import io.capstan.client.routing.ClusterView;
import io.capstan.client.routing.Target;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.demo.Question.RowName;
import io.capstan.ring.Token;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The demo's rows: keys chosen so that the same nodes hold all of them, whatever the cluster's
 * size.
 *
 * @param keys of the rows that the questions are about
 * @param pulse the key of one more STRONG row, in the same shard
 * @param shard of the STRONG rows
 * @param slices of the EVENTUAL rows
 * @param replicas ids of the nodes that hold them all, at least three, sorted
 */
record Layout(
    Map<RowName, String> keys,
    String pulse,
    int shard,
    Collection<Integer> slices,
    List<String> replicas) {
  private static final int REPLICAS_MIN = 3;
  private static final int KEYS_TRIED = 10_000;

  static Layout of(ClusterView view) {
    int shard = view.shardOf(ByteString.copyFromUtf8(name(RowName.STRONG)));
    List<String> replicas = view.replicasOf(Target.shard(shard)).stream().sorted().toList();
    if (replicas.size() < REPLICAS_MIN) {
      throw CommandFailed.unavailable(
          "the demo needs three replicas of each row, here there are " + replicas.size(),
          "show it with another one: kv demo --dir OTHER");
    }
    Map<RowName, String> keys = new EnumMap<>(RowName.class);
    for (RowName row : RowName.values()) {
      keys.put(
          row,
          row == RowName.STRONG
              ? name(row)
              : key(
                  name(row),
                  key ->
                      Set.copyOf(view.replicasOf(Target.slices(List.of(slice(key)))))
                          .equals(Set.copyOf(replicas))));
    }
    String pulse = key("pulse", key -> view.shardOf(ByteString.copyFromUtf8(key)) == shard);
    return new Layout(keys, pulse, shard, slices(keys), replicas);
  }

  private static String name(RowName row) {
    return row.name().toLowerCase(Locale.ROOT);
  }

  private static int slice(String key) {
    return Token.sliceOf(ByteString.copyFromUtf8(key).toByteArray());
  }

  private static String key(String name, Predicate<String> fits) {
    return Stream.concat(
            Stream.of(name), IntStream.range(1, KEYS_TRIED).mapToObj(i -> name + "-" + i))
        .filter(fits)
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailed.unavailable(
                    "no nodes hold both a STRONG shard and a slice of EVENTUAL keyspaces",
                    "show it with a new cluster: kv demo --dir OTHER"));
  }

  private static Set<Integer> slices(Map<RowName, String> keys) {
    return keys.entrySet().stream()
        .filter(row -> row.getKey() != RowName.STRONG)
        .map(row -> slice(row.getValue()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
