package io.capstan.client.shell.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.capstan.client.NodeDigest;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The replicas of the demo's rows, compared by their hashes.
 *
 * @param equal whether they were equal in time
 * @param took from the moment when all nodes went on
 */
record Convergence(Act act, List<String> replicas, boolean equal, Duration took)
    implements Observation {
  /**
   * Do the replicas hold the same in this shard and these slices? Not when one has not told.
   *
   * @param nodes what each node hashed
   */
  static boolean isReached(
      Collection<NodeDigest> nodes, List<String> replicas, int shard, Collection<Integer> slices) {
    return isOne(
            nodes.stream()
                .flatMap(node -> node.shards().stream())
                .filter(digest -> digest.getShard() == shard),
            replicas.size())
        && slices.stream()
            .allMatch(
                slice ->
                    isOne(
                        nodes.stream()
                            .flatMap(node -> node.slices().stream())
                            .filter(digest -> digest.getSlice() == slice),
                        replicas.size()));
  }

  private static boolean isOne(Stream<?> digests, int times) {
    List<?> all = digests.toList();
    return all.size() == times && all.stream().distinct().count() == 1;
  }

  @Override
  public String line() {
    return "the replicas on %s are %s %s after all went on (hashes compared)"
        .formatted(
            String.join(", ", replicas), equal ? "equal" : "not equal", Observation.millis(took));
  }

  @Override
  public Optional<String> contradiction() {
    return equal
        ? Optional.empty()
        : Optional.of("the replicas were to become equal within " + Observation.millis(took));
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("saw", "convergence");
    json.writeBooleanField("equal", equal);
    json.writeNumberField("elapsed_millis", took.toMillis());
  }
}
