package io.capstan.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.history.Event;
import io.capstan.jepsen.history.Format;
import io.capstan.jepsen.history.HistoryReader;
import io.capstan.jepsen.history.MalformedHistoryException;
import io.capstan.jepsen.history.Recorder;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryStreamTest {
  private final AtomicLong clock = new AtomicLong();
  private final Recorder recorder = new Recorder(clock::incrementAndGet);

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void chooseFile() {
    file = directory.resolve("history.jsonl");
  }

  private void ask(String key) {
    Event invoke = recorder.invoke(1, "n1", "strong", "write", key, "5");
    var unused = recorder.end(invoke, Event.Type.OK, null, "n1", "version 3");
  }

  private List<Event> stored() {
    try (var in = Files.newBufferedReader(file)) {
      return HistoryReader.read(in, Format.CAPSTAN).events();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitStored() {
    var unused =
        Await.system()
            .until(
                () -> "the file holds all events",
                Duration.ofSeconds(10),
                () -> stored().equals(recorder.events()));
  }

  /** As a run that is killed leaves them. */
  @Test
  void whatIsRecordedIsStoredBeforeTheRunEnds() throws IOException {
    try (HistoryStream unused = HistoryStream.open(file, recorder)) {
      ask("a");
      awaitStored();
      ask("b");
      var unusedOpen = recorder.invoke(2, "n2", "strong", "read", "c", null);
      awaitStored();
      assertEquals(5, stored().size());
    }
  }

  @Test
  void theEndStoresTheRest() throws IOException {
    try (HistoryStream unused = HistoryStream.open(file, recorder)) {
      ask("a");
      ask("b");
    }
    assertEquals(recorder.events(), stored());
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Files.createFile(file);
    assertThrows(
        FileAlreadyExistsException.class, () -> HistoryStream.open(file, recorder).close());
  }

  @Test
  void aTornLastLineIsRefusedWithItsPlace() throws IOException {
    try (HistoryStream unused = HistoryStream.open(file, recorder)) {
      ask("a");
      ask("b");
    }
    String text = Files.readString(file).strip();
    int last = text.lastIndexOf('\n') + 1;
    for (int length = last + 1; length < text.length(); length++) {
      String torn = text.substring(0, length);
      MalformedHistoryException refusal =
          assertThrows(
              MalformedHistoryException.class,
              () -> HistoryReader.read(new StringReader(torn), Format.CAPSTAN));
      assertTrue(
          String.valueOf(refusal.getMessage()).startsWith("line 4, column "), refusal::toString);
    }
  }
}
