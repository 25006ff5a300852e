package io.capstan.server;

import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import java.util.List;
import java.util.Optional;

/** Puts the faults that are configured into the machine that a node sees. */
final class Faults {
  private Faults() {}

  /**
   * The machine with every fault in it.
   *
   * @throws ConfigException when no provider knows one of them, as in every release
   */
  static Seams inject(List<Fault> faults, Seams machine, Iterable<FaultProvider> providers) {
    Seams faulty = machine;
    for (Fault fault : faults) {
      faulty = inject(fault, faulty, providers);
    }
    return faulty;
  }

  private static Seams inject(Fault fault, Seams machine, Iterable<FaultProvider> providers) {
    for (FaultProvider provider : providers) {
      Optional<Seams> faulty = provider.inject(fault, machine);
      if (faulty.isPresent()) {
        return faulty.get();
      }
    }
    throw new ConfigException(
        "This program cannot make the fault \"%s\". Faults are for tests of Capstan itself, and come in a jar that no release has; remove the setting faults."
            .formatted(fault.name()));
  }
}
