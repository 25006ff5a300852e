package io.capstan.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Fault CLOCK = new Fault("clock", "file");
  private static final Fault DISK = new Fault("disk", "");

  private final Seams machine = Seams.system();

  @Test
  void withoutTheJarThatMakesItAFaultIsRefused() {
    ServiceLoader<FaultProvider> none = ServiceLoader.load(FaultProvider.class);
    assertEquals(0, none.stream().count());
    ConfigException refusal =
        assertThrows(ConfigException.class, () -> Faults.inject(List.of(CLOCK), machine, none));
    assertTrue(String.valueOf(refusal.getMessage()).contains("\"clock\""), refusal::toString);
  }

  @Test
  void aFaultThatNoProviderKnowsIsRefusedBesideOnesThatAreKnown() {
    FaultProvider clocks = (fault, seams) -> fault.equals(CLOCK) ? with(seams, 1) : none();
    assertThrows(
        ConfigException.class, () -> Faults.inject(List.of(CLOCK, DISK), machine, List.of(clocks)));
  }

  @Test
  void everyFaultIsPutIntoTheMachine() {
    FaultProvider clocks = (fault, seams) -> fault.equals(CLOCK) ? with(seams, 1) : none();
    FaultProvider disks = (fault, seams) -> fault.equals(DISK) ? with(seams, 10) : none();
    Seams faulty = Faults.inject(List.of(CLOCK, DISK), machine, List.of(disks, clocks));
    assertEquals(machine.pid() + 11, faulty.pid());
  }

  @Test
  void withoutFaultsTheMachineIsAsItIs() {
    assertSame(machine, Faults.inject(List.of(), machine, List.of()));
  }

  private static Optional<Seams> with(Seams seams, long more) {
    return Optional.of(
        new Seams(
            seams.ticker(),
            seams.clock(),
            seams.random(),
            seams.files(),
            seams.pid() + more,
            seams.substitutes()));
  }

  private static Optional<Seams> none() {
    return Optional.empty();
  }
}
