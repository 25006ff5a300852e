package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.server.FaultProvider;
import io.capstan.server.Seams;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import io.capstan.v1.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BrokenModesTest {
  private final List<BrokenMode> modes =
      ServiceLoader.load(FaultProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(BrokenMode.class::isInstance)
          .map(BrokenMode.class::cast)
          .toList();

  @Test
  void aServerFindsThoseThatTheDocsName() throws IOException {
    assertEquals(
        namesInTheDocs(), modes.stream().map(BrokenMode::name).collect(Collectors.toSet()));
  }

  /** The first column of the last table of docs/checker.md. */
  private static Set<String> namesInTheDocs() throws IOException {
    String page = Files.readString(repository().resolve("docs").resolve("checker.md"));
    return page.substring(page.indexOf("## Broken on purpose"))
        .lines()
        .filter(line -> line.startsWith("| `") && !line.startsWith("| `faults="))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .collect(Collectors.toSet());
  }

  private static Path repository() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = Objects.requireNonNull(directory.getParent(), "no directory above holds mvnw");
    }
    return directory;
  }

  @Test
  void eachIsMadeForItsOwnNameAlone() {
    for (BrokenMode mode : modes) {
      assertEquals(true, mode.inject(new Fault(mode.name(), ""), Seams.system()).isPresent());
      assertEquals(Optional.empty(), mode.inject(new Fault("other", ""), Seams.system()));
    }
  }

  @Test
  void anArgumentIsRefused() {
    for (BrokenMode mode : modes) {
      Fault fault = new Fault(mode.name(), "file");
      assertThrows(ConfigException.class, () -> mode.inject(fault, Seams.system()));
    }
  }

  @Test
  void severalTogetherAllStandIn() {
    OneReplica both = new OneReplica(new DirtyRead().andThen(new LocalStrongReads()));
    both.log.confirmed = false;
    var unused = OneReplica.write(both.broken, OneReplica.put("k", "new"));
    assertEquals("new", OneReplica.value(both.broken, "k"));
    assertNull(OneReplica.refusal(both.broken, Level.LEVEL_STRONG, 0));
  }
}
