package io.capstan.jepsen.checker.linear;

import io.capstan.jepsen.checker.model.TextStep.Read;
import io.capstan.jepsen.checker.model.TextStep.Write;
import io.capstan.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges a register of which every value was written once, in O(n log n) (Gibbons and Korach 1997,
 * theorem 4.4).
 *
 * <p>The write of a value and its reads are a cluster. Its zone lies between the earliest end and
 * the latest start in it: forward when the end comes first, and then the register held the value
 * all the while; backward when all its calls overlap. There is an order when no two forward zones
 * overlap and no backward zone lies within a forward one. What was there at first counts as written
 * before everything; the zone of a write that never ended and was never read has no end, so that it
 * lies within none.
 */
final class Zones {
  private static final int BEFORE_ALL = -1;

  private static final class Cluster {
    private final List<Operation> operations = new ArrayList<>();
    private final int writeStart;
    private int firstEnd;
    private int lastStart;

    Cluster(int writeStart, int writeEnd) {
      this.writeStart = writeStart;
      this.firstEnd = writeEnd;
      this.lastStart = writeStart;
    }

    void add(Operation readBy) {
      operations.add(readBy);
      firstEnd = Math.min(firstEnd, readBy.finish());
      lastStart = Math.max(lastStart, readBy.start());
    }

    boolean isForward() {
      return firstEnd < lastStart;
    }

    int low() {
      return Math.min(firstEnd, lastStart);
    }

    int high() {
      return Math.max(firstEnd, lastStart);
    }
  }

  private final Map<@Nullable String, Cluster> clusters = new HashMap<>();

  private Zones() {}

  /**
   * Judges calls.
   *
   * @return empty when they are not all reads and writes, or a value was written twice
   */
  static Optional<Finding> judge(List<? extends Call<?>> calls, @Nullable String initial) {
    Zones zones = new Zones();
    zones.clusters.put(initial, new Cluster(BEFORE_ALL, BEFORE_ALL));
    return zones.gather(calls) ? Optional.of(zones.find(calls)) : Optional.empty();
  }

  private boolean gather(List<? extends Call<?>> calls) {
    for (Call<?> call : calls) {
      if (call.step() instanceof Write write) {
        Cluster cluster = new Cluster(call.start(), call.finish());
        cluster.operations.add(call.operation());
        if (clusters.putIfAbsent(write.value(), cluster) != null) {
          return false;
        }
      } else if (!(call.step() instanceof Read)) {
        return false;
      }
    }
    return true;
  }

  private Finding find(List<? extends Call<?>> calls) {
    for (Call<?> call : calls) {
      if (call.step() instanceof Read read) {
        Cluster cluster = clusters.get(read.value());
        if (cluster == null || call.finish() < cluster.writeStart) {
          return Finding.invalid(
              "read before anybody wrote it: " + call.operation(), List.of(call.operation()), 0);
        }
        cluster.add(call.operation());
      }
    }
    return compare();
  }

  private Finding compare() {
    List<Cluster> forward = sorted(true);
    for (int i = 1; i < forward.size(); i++) {
      if (forward.get(i).low() < forward.get(i - 1).high()) {
        return invalid("held at the same time", forward.get(i - 1), forward.get(i));
      }
    }
    int place = 0;
    for (Cluster backward : sorted(false)) {
      while (place < forward.size() && forward.get(place).high() < backward.low()) {
        place++;
      }
      if (place < forward.size()
          && forward.get(place).low() < backward.low()
          && backward.high() < forward.get(place).high()) {
        return invalid("held within the time of another", forward.get(place), backward);
      }
    }
    return Finding.valid();
  }

  private List<Cluster> sorted(boolean forward) {
    return clusters.values().stream()
        .filter(cluster -> cluster.isForward() == forward)
        .sorted(Comparator.comparingInt(Cluster::low))
        .toList();
  }

  private static Finding invalid(String how, Cluster first, Cluster second) {
    List<Operation> conflict = new ArrayList<>();
    for (Cluster cluster : List.of(first, second)) {
      cluster.operations.stream()
          .sorted(Comparator.comparingInt(Operation::start))
          .filter(
              operation ->
                  operation.start() <= cluster.writeStart
                      || operation.finish() == cluster.firstEnd
                      || operation.start() == cluster.lastStart)
          .forEach(conflict::add);
    }
    return Finding.invalid("two values " + how, conflict, 0);
  }
}
