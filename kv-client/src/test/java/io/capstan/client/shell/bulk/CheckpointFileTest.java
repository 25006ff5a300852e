package io.capstan.client.shell.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.bulk.Checkpoint.Target;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFileTest {
  private static final Target TARGET = new Target("c", "k", 3, "--key \"0\"");

  @TempDir private Path directory;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    var file = CheckpointFile.beside(directory.resolve("rows.csv"));
    assertEquals(Optional.empty(), file.read());
    for (long offset : new long[] {0, 1L << 40}) {
      var progress = new LoadProgress(new Position(offset, 7), offset + 1, 3, 2);
      var checkpoint = new Checkpoint(TARGET, new Fingerprint(9, "aa", "bb"), progress);
      file.write(checkpoint);
      assertEquals(Optional.of(checkpoint), file.read());
    }
    assertEquals(List.of("rows.csv.capstan-load"), List.of(directory.toFile().list()));
    file.remove();
    assertEquals(Optional.empty(), file.read());
  }

  @Test
  void whatIsNoCheckpointIsRefusedWithAHint() throws IOException {
    var file = new CheckpointFile(directory.resolve("c"));
    file.write(
        new Checkpoint(
            TARGET, new Fingerprint(9, "a", "b"), LoadProgress.beginningAt(Position.START)));
    String whole = Files.readString(file.path());
    for (String wrong :
        List.of(
            "",
            "[]",
            "{}",
            whole.substring(0, whole.length() / 2),
            whole.replace("\"format\":\"1\"", "\"format\":\"2\""),
            whole.replace("\"offset\":0", "\"offset\":-1"),
            whole.replace("\"offset\":0", "\"offset\":\"x\""))) {
      Files.writeString(file.path(), wrong);
      var refused = assertThrows(CommandFailed.class, file::read, wrong);
      assertTrue(refused.hint().contains("--restart"), refused.hint());
    }
  }

  @Test
  void aFileIsKnownByItsSizeItsBeginningAndWhatIsBeforeTheOffset() throws IOException {
    byte[] bytes = new byte[5 * Fingerprint.PIECE_BYTES];
    long offset = 3 * Fingerprint.PIECE_BYTES;
    Fingerprint known = fingerprint(bytes, offset);
    for (int at : new int[] {0, Fingerprint.PIECE_BYTES - 1, (int) offset - 1}) {
      bytes[at]++;
      assertNotEquals(known, fingerprint(bytes, offset), () -> "byte " + at);
      bytes[at]--;
    }
    assertNotEquals(known, fingerprint(new byte[bytes.length + 1], offset));
    bytes[(int) offset]++;
    assertEquals(known, fingerprint(bytes, offset));
  }

  private Fingerprint fingerprint(byte[] bytes, long offset) throws IOException {
    Path file = Files.write(directory.resolve("file"), bytes);
    try (FileChannel channel = FileChannel.open(file)) {
      return Fingerprint.of(channel, offset);
    }
  }
}
