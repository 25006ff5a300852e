package io.capstan.client.shell.local;

import io.capstan.client.shell.CommandFailed;
import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kv up} was asked for; null is what was not said.
 *
 * @param settings additions to every node's configuration
 */
record ClusterRequest(
    @Nullable Integer nodes,
    @Nullable Integer basePort,
    @Nullable Integer strongShards,
    @Nullable String heap,
    Map<String, String> settings) {

  private static final int NODES = 3;
  private static final int BASE_PORT = 7400;
  private static final int STRONG_SHARDS_MAX = 64;

  /** The cluster that is in the directory, with the new settings, or else a new one. */
  LocalCluster in(ClusterDirectory directory) {
    return directory.read().map(this::amend).orElseGet(this::create);
  }

  private LocalCluster create() {
    int shards = strongShards == null ? 0 : requireShards(strongShards);
    return new LocalCluster(
            newId(),
            Clocks.system().instant(),
            LocalCluster.layOut(
                nodes == null ? NODES : nodes, basePort == null ? BASE_PORT : basePort),
            shards,
            LocalCluster.HEAP,
            Map.of())
        .with(heapOr(LocalCluster.HEAP), settings);
  }

  /** 32 hexadecimal digits. */
  private static String newId() {
    RandomGenerator random = Randoms.system();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  private LocalCluster amend(LocalCluster existing) {
    requireSame("--nodes", nodes, existing.nodes().size());
    requireSame("--base-port", basePort, existing.nodes().get(0).clientPort());
    requireSame("--strong-shards", strongShards, existing.strongShards());
    return existing.with(heapOr(existing.heap()), settings);
  }

  private String heapOr(String otherwise) {
    String chosen = heap == null ? otherwise : heap;
    LocalHeap.mebibytes(chosen);
    return chosen;
  }

  private static int requireShards(int shards) {
    if (shards < 1 || shards > STRONG_SHARDS_MAX) {
      throw CommandFailed.usage(
          "--strong-shards " + shards + " is not between 1 and " + STRONG_SHARDS_MAX,
          "leave it out for the default");
    }
    return shards;
  }

  private static void requireSame(String option, @Nullable Integer asked, int existing) {
    if (asked != null && asked != existing) {
      throw CommandFailed.usage(
          option
              + " "
              + asked
              + " differs from the "
              + existing
              + " that this cluster was made with",
          "leave the option out, or make another cluster with --dir OTHER");
    }
  }
}
