package io.capstan.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.LogConfig;
import io.capstan.server.config.LogConfig.Format;
import io.capstan.server.config.LogConfig.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class LoggingTest {
  private static final long SMALL = 1 << 10;

  @TempDir Path directory;

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void anEventIsOneJsonObjectOnALineOfItsOwn() throws IOException {
    configure(Level.INFO, Format.JSON);
    own().info("node {} says \"hello\"\nand more", "n1");
    List<String> lines = lines("capstan.log");
    assertEquals(1, lines.size());
    Map<String, String> event = strings(lines.get(0));
    assertEquals("node n1 says \"hello\"\nand more", event.get("formattedMessage"));
    assertEquals("INFO", event.get("level"));
    assertEquals("io.capstan.server.Example", event.get("loggerName"));
  }

  @Test
  void anExceptionStaysInsideItsLine() throws IOException {
    configure(Level.INFO, Format.JSON);
    own().error("broken", new IllegalStateException("why"));
    List<String> lines = lines("capstan.log");
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("IllegalStateException"), lines.get(0));
  }

  @Test
  void textIsOneLineForPeople() throws IOException {
    configure(Level.INFO, Format.TEXT);
    own().warn("node {} is slow", "n1");
    String line = lines("capstan.log").get(0);
    assertTrue(line.matches("\\d{4}-.*Z WARN +\\[.*] Example node n1 is slow"), line);
  }

  @Test
  void ownEventsFollowTheConfiguredLevelAndThoseOfLibrariesStartAtWarn() throws IOException {
    configure(Level.DEBUG, Format.TEXT);
    Logger library = context.getLogger("org.apache.ratis.server");
    own().debug("own debug");
    own().trace("own trace");
    library.info("library info");
    library.warn("library warn");
    String all = String.join("\n", lines("capstan.log"));
    assertTrue(all.contains("own debug") && all.contains("library warn"), all);
    assertFalse(all.contains("own trace") || all.contains("library info"), all);
  }

  @Test
  void fullFilesAreClosedAndOnlyTheLatestKept() throws IOException {
    configure(Level.INFO, Format.TEXT);
    for (int i = 0; i < 200; i++) {
      own().info("event {} {}", i, "x".repeat(100));
    }
    assertEquals(Set.of("capstan.log", "capstan.1.log", "capstan.2.log"), names());
    try (Stream<Path> files = Files.list(directory)) {
      assertTrue(files.allMatch(file -> size(file) < 2 * SMALL));
    }
    String latest = String.join("\n", lines("capstan.1.log")) + lines("capstan.log");
    assertTrue(latest.contains("event 199 "), latest);
  }

  @Test
  void aDirectoryThatCannotBeWrittenToIsRefused() throws IOException {
    Files.createDirectory(directory.resolve("capstan.log"));
    var refusal = assertThrows(ConfigException.class, () -> configure(Level.INFO, Format.JSON));
    assertTrue(String.valueOf(refusal.getMessage()).contains(directory.toString()));
  }

  private void configure(Level level, Format format) {
    LogConfig config = new LogConfig(level, format, SMALL, 2);
    context.setMDCAdapter(new LogbackMDCAdapter());
    Logging.configure(context, config, directory, Duration.ZERO);
  }

  private Logger own() {
    return context.getLogger("io.capstan.server.Example");
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(directory.resolve(file));
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    return names;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text fields of the one object in a line. */
  private static Map<String, String> strings(String json) throws IOException {
    Map<String, String> strings = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          strings.put(parser.currentName(), parser.getText());
        }
      }
    }
    return strings;
  }
}
