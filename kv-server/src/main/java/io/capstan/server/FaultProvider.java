package io.capstan.server;

import io.capstan.server.config.Fault;
import java.util.Optional;

/**
 * Makes faults for tests of Capstan itself. Implementations are in jars that no release has, and
 * are found by {@link java.util.ServiceLoader}.
 */
public interface FaultProvider {
  /**
   * Puts a fault into a machine.
   *
   * @return the machine with the fault in it; empty: this provider does not know the fault
   * @throws io.capstan.server.config.ConfigException when the fault's argument is wrong
   */
  Optional<Seams> inject(Fault fault, Seams machine);
}
