package io.capstan.jepsen.workload;

import io.capstan.jepsen.workload.Composed.Parts;
import java.util.List;

/** The workloads by name. */
public final class Workloads {
  private static final Ask.Words READ = Ask.read("read");
  private static final List<Parts> ALL =
      List.of(
          new Parts(
              "register",
              "reads and writes; each client stays beside one node",
              lane -> true,
              false,
              Ask.register(),
              READ,
              RegisterJudge::registers),
          new Parts(
              "cas",
              "reads, writes and compare-and-set",
              Lane::conditional,
              false,
              Ask.compareAndSet(),
              READ,
              RegisterJudge::casRegisters),
          new Parts(
              "set",
              "adds elements to sets, and reads the sets",
              lane -> true,
              false,
              Ask.set(),
              READ,
              CollectionJudge::sets),
          new Parts(
              "counter",
              "increments counters by 1 to 4, and reads them",
              Lane::conditional,
              false,
              Ask.counter(),
              READ,
              CounterJudge::judge),
          new Parts(
              "append",
              "appends to lists, and reads them",
              Lane::conditional,
              false,
              Ask.list(),
              READ,
              CollectionJudge::lists),
          new Parts(
              "session",
              "reads and writes of clients that hop between nodes",
              lane -> true,
              true,
              Ask.register(),
              READ,
              RegisterJudge::registers),
          new Parts(
              "delete",
              "deletes keys, writes them anew, and reads them",
              lane -> true,
              false,
              Ask.delete(),
              READ,
              RegisterJudge::deletes),
          new Parts(
              "batch",
              "writes all rows of a key in one batch, and reads them in one",
              Lane::conditional,
              false,
              Ask.batch(),
              Ask.read("read-all"),
              RegisterJudge::registers),
          new Parts(
              "mixed",
              "writes, and reads of the same keys at several levels",
              lane -> lane.levels().containsAll(Lane.LEVELS),
              true,
              Ask.mixed(),
              new Ask.Words("read", Lane.EVENTUAL),
              RegisterJudge::mixed));

  /** What {@link #named} knows. */
  public static final List<String> NAMES = ALL.stream().map(Parts::name).toList();

  private Workloads() {}

  /**
   * Finds a workload, in its usual shape.
   *
   * @throws IllegalArgumentException for a name that is not in {@link #NAMES}
   */
  public static Workload named(String name) {
    return named(name, Shape.USUAL);
  }

  /** The same in another shape. */
  public static Workload named(String name, Shape shape) {
    for (Parts parts : ALL) {
      if (parts.name().equals(name)) {
        return new Composed(parts, shape);
      }
    }
    throw new IllegalArgumentException(
        "workload \"" + name + "\" is none of " + String.join(", ", NAMES));
  }
}
