package io.capstan.faults;

import io.capstan.server.FaultProvider;
import io.capstan.server.Seams;
import io.capstan.server.Substitutes;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import java.util.Optional;

/**
 * A fault without an argument that breaks one promise of the server, by putting parts of its own in
 * the place of the server's. A checker must find it out by what clients are told.
 *
 * <p>Thread safety: safe for use by several threads.
 */
interface BrokenMode extends FaultProvider, Substitutes {
  /** The fault's name, as the setting {@code faults} has it. */
  String name();

  @Override
  default Optional<Seams> inject(Fault fault, Seams machine) {
    if (!fault.name().equals(name())) {
      return Optional.empty();
    }
    if (!fault.argument().isEmpty()) {
      throw new ConfigException(
          "The fault %s takes no argument; \"%s\" was given.".formatted(name(), fault.argument()));
    }
    return Optional.of(machine.with(this));
  }
}
