package io.capstan.jepsen.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.jepsen.cluster.ProcessCluster;
import io.capstan.jepsen.cluster.ServerJvm;
import io.capstan.jepsen.store.Target;
import io.capstan.jepsen.store.capstan.CapstanTarget;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of servers that were not started. */
class FaultsTest {
  private static final List<String> OF_DISKS = List.of("disk-full", "disk-slow", "fsync-fails");

  @TempDir Path directory;

  private void with(Map<String, String> settings, Consumer<Faults> check) {
    try (ProxyNetwork network = new ProxyNetwork(Randoms.seeded(1), Ticker.system(), false);
        Target target =
            new CapstanTarget(
                new ProcessCluster(
                    directory, "test", 3, ServerJvm.ofThisProcess(), settings, network),
                network,
                Duration.ofSeconds(1))) {
      check.accept(new Faults(network, target, Ticker.system(), Randoms.seeded(1)));
    }
  }

  @Test
  void whereServersCannotMisuseTheirDisksFaultsOfDisksAreRefused() {
    with(
        Map.of("faults", "clock=clock.millis"),
        faults -> {
          for (String fault : OF_DISKS) {
            UnsupportedFaultException refusal =
                assertThrows(
                    UnsupportedFaultException.class, () -> faults.require(fault, List.of()));
            assertEquals("the disk of n1 cannot be broken", refusal.getMessage());
          }
        });
  }

  @Test
  void whereTheyCanAFaultHitsTheNodeThatIsNamed() {
    with(
        Map.of("faults", CapstanTarget.CLOCK_FAULT + "," + CapstanTarget.DISK_FAULT),
        faults -> {
          for (String fault : OF_DISKS) {
            faults.require(fault, List.of("n2"));
            assertEquals(Set.of("n2"), faults.action(fault, List.of("n2")).nodes());
          }
        });
  }
}
