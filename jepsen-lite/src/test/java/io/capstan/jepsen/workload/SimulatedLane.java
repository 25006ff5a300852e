package io.capstan.jepsen.workload;

import io.capstan.jepsen.checker.linear.Bounds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A lane of a {@link WorkloadStore} that promises all, and how it is used and judged in tests. */
public final class SimulatedLane {
  public static final Lane LANE =
      new Lane(
          "strong",
          "",
          "",
          EnumSet.allOf(Guarantee.class),
          Optional.of(Duration.ZERO),
          true,
          false,
          false,
          Set.copyOf(Lane.LEVELS));

  public static final Bounds BOUNDS =
      new Bounds(1_000_000, 1 << 22, () -> 0, Duration.ofMinutes(1));

  /** So few requests for a key make many keys. */
  public static final Shape SHAPE = new Shape(3, 40, 0.5);

  private SimulatedLane() {}
}
