package io.capstan.jepsen.checker.run;

import io.capstan.jepsen.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How many requests of a group were served, and how fast.
 *
 * @param ok how many were acknowledged
 * @param fail how many certainly did not happen
 * @param info how many are unknown
 * @param latencies of the acknowledged ones, sorted
 */
public record Service(int ok, int fail, int info, List<Duration> latencies) {
  public Service {
    latencies = List.copyOf(latencies);
    if (latencies.size() != ok) {
      throw new IllegalArgumentException(ok + " acknowledged, " + latencies.size() + " latencies");
    }
  }

  /**
   * Counts by group, such as the level and the side of a partition that the asked node was on.
   *
   * @param group gives the name of an operation's group; empty: it is left out
   * @return by name, in alphabetic order
   */
  public static Map<String, Service> byGroup(
      List<Operation> operations, Function<Operation, String> group) {
    Map<String, List<Operation>> groups = new TreeMap<>();
    for (Operation operation : operations) {
      String name = group.apply(operation);
      if (!name.isEmpty()) {
        groups.computeIfAbsent(name, added -> new ArrayList<>()).add(operation);
      }
    }
    Map<String, Service> services = new TreeMap<>();
    groups.forEach((name, members) -> services.put(name, of(members)));
    return services;
  }

  private static Service of(List<Operation> operations) {
    List<Duration> latencies =
        operations.stream().filter(Operation::acknowledged).map(Service::latency).sorted().toList();
    int info = (int) operations.stream().filter(Operation::unknown).count();
    int ok = latencies.size();
    return new Service(ok, operations.size() - ok - info, info, latencies);
  }

  private static Duration latency(Operation operation) {
    return Duration.ofNanos(operation.end().nanos() - operation.invoke().nanos());
  }

  /** The part of the requests that were acknowledged; NaN when there were none. */
  public double availability() {
    return (double) ok / (ok + fail + info);
  }

  /**
   * The latency that so large a part of the acknowledged requests did not exceed.
   *
   * @param part from 0 to 1
   * @return zero when there were none
   */
  public Duration latency(double part) {
    int rank = (int) Math.ceil(part * ok) - 1;
    return ok == 0 ? Duration.ZERO : latencies.get(Math.max(0, rank));
  }
}
