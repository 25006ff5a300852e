package io.capstan.client.shell.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CapturedTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryFileTest {
  @TempDir private Path state;

  @Test
  void nobodyButItsOwnerMayReadIt() throws IOException {
    var captured = CapturedTerminal.within(Map.of("XDG_STATE_HOME", state.toString()));
    Path file = state.resolve("capstan").resolve("history");
    assertEquals(Optional.of(file), HistoryFile.prepare(captured.terminal()));
    assertEquals("rw-------", permissions(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, "get a\n");
    HistoryFile.prepare(captured.terminal());
    assertEquals("rw-------", permissions(file));
    assertEquals("get a\n", Files.readString(file));
  }

  @Test
  void aShellRunsWithoutItWhenItCannotBeHad() throws IOException {
    Files.writeString(state.resolve("capstan"), "no directory");
    var captured = CapturedTerminal.within(Map.of("XDG_STATE_HOME", state.toString()));
    assertEquals(Optional.empty(), HistoryFile.prepare(captured.terminal()));
    assertTrue(captured.err().startsWith("kv: warning: the lines of this shell are not kept"));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
