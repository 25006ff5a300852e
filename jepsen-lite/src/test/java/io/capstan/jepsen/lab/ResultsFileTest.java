package io.capstan.jepsen.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
  private final LabTestKit kit = new LabTestKit();

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void chooseFile() {
    file = directory.resolve("deep/results.jsonl");
  }

  @Test
  void whatIsAppendedIsReadBack() throws IOException {
    try (ResultsFile results = ResultsFile.open(file)) {
      results.append(kit.line(1));
      results.append(kit.line(2));
      assertEquals(List.of(kit.line(1), kit.line(2)), results.lines());
    }
    assertEquals(List.of(kit.line(1), kit.line(2)), ResultsFile.read(file));
    assertTrue(
        Files.readString(file)
            .startsWith(
                "{\"lab\":\"trial\",\"commit\":\""
                    + LabTestKit.COMMIT
                    + "\",\"seed\":1,"
                    + "\"operations\":10,\"verdict\":\"GOOD\",\"expected\":true,\"seconds\":1.234,"),
        () -> kit.line(1).json());
  }

  /** Wherever a writer was killed: the line before stays, and the next is whole. */
  @Test
  void anUnfinishedLastLineDoesNotCountAndIsCutOff() throws IOException {
    byte[] torn = (kit.line(2).json() + "\n").getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length <= torn.length; length++) {
      write(kit.line(1).json() + "\n", Arrays.copyOf(torn, length));
      boolean whole = length >= torn.length - 1;
      List<ResultLine> kept = whole ? List.of(kit.line(1), kit.line(2)) : List.of(kit.line(1));
      assertEquals(kept, ResultsFile.read(file), "length " + length);
      try (ResultsFile results = ResultsFile.open(file)) {
        assertEquals(kept, results.lines(), "length " + length);
        results.append(kit.line(3));
      }
      List<ResultLine> after = ResultsFile.read(file);
      assertEquals(kept.size() + 1, after.size(), "length " + length);
      assertEquals(kit.line(3), after.get(kept.size()));
    }
  }

  private void write(String text, byte[] more) throws IOException {
    Files.createDirectories(file.getParent());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, all, bytes.length, more.length);
    Files.write(file, all);
  }

  @Test
  void aWholeLineThatIsNoResultIsRefusedWithItsNumber() throws IOException {
    write(kit.line(1).json() + "\n{\"seed\":2}\n", new byte[0]);
    CommandFailed refused = assertThrows(CommandFailed.class, () -> ResultsFile.read(file));
    assertEquals(
        file + ", line 2 is no result of a lab: \"operations\" is missing", refused.getMessage());
  }

  @Test
  void onlyOneAtATimeHasItOpen() throws IOException {
    assertFalse(ResultsFile.isOpen(file));
    try (ResultsFile results = ResultsFile.open(file)) {
      assertTrue(ResultsFile.isOpen(file));
      CommandFailed refused = assertThrows(CommandFailed.class, () -> ResultsFile.open(file));
      assertEquals(Exit.UNAVAILABLE, refused.exit());
      assertEquals("another lab writes to " + file, refused.getMessage());
      results.append(kit.line(1));
    }
    assertFalse(ResultsFile.isOpen(file));
    assertEquals(1, ResultsFile.read(file).size());
  }
}
