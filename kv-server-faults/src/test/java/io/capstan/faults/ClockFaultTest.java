package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.server.FaultProvider;
import io.capstan.server.Seams;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockFaultTest {
  @TempDir Path directory;

  private final FaultProvider clocks =
      ServiceLoader.load(FaultProvider.class).stream()
          .filter(provider -> provider.type() == ClockFault.class)
          .findFirst()
          .orElseThrow()
          .get();

  private Optional<Seams> inject(String name, String argument) {
    return clocks.inject(new Fault(name, argument), Seams.system());
  }

  @Test
  void aServerFindsTheFaultAndGetsAClockThatIsOff() {
    Seams faulty = inject("clock", directory.resolve("clock").toString()).orElseThrow();
    assertInstanceOf(OffsetClock.class, faulty.clock());
  }

  @Test
  void otherFaultsAreLeftToOtherProviders() {
    assertEquals(Optional.empty(), inject("disk", "file"));
  }

  @Test
  void aClockWithoutAFileOrWithAFileOfNonsenseIsRefused() throws Exception {
    assertThrows(ConfigException.class, () -> inject("clock", ""));
    Path file = Files.writeString(directory.resolve("clock"), "ten");
    assertThrows(ConfigException.class, () -> inject("clock", file.toString()));
  }
}
