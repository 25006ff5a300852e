package io.capstan.faults;

import io.capstan.server.FaultProvider;
import io.capstan.server.Seams;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The fault {@code clock=FILE}: the node's wall clock is off by as many milliseconds as the file
 * says, and jumps when the file changes.
 */
public final class ClockFault implements FaultProvider {
  private static final String NAME = "clock";

  /** Called by the service loader. */
  public ClockFault() {}

  @Override
  public Optional<Seams> inject(Fault fault, Seams machine) {
    if (!fault.name().equals(NAME)) {
      return Optional.empty();
    }
    if (fault.argument().isEmpty()) {
      throw new ConfigException("The fault clock wants a file with milliseconds: clock=FILE.");
    }
    OffsetClock clock = clock(Path.of(fault.argument()), machine);
    return Optional.of(machine.withClock(clock));
  }

  private static OffsetClock clock(Path file, Seams machine) {
    try {
      return new OffsetClock(machine.clock(), machine.ticker(), file);
    } catch (IllegalStateException e) {
      throw new ConfigException("The fault clock cannot be made: " + e.getMessage(), e);
    }
  }
}
