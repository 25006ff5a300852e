package io.capstan.client.shell.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of a log file, and what is appended to it afterwards.
 *
 * <p>Thread safety: confined to one thread.
 */
final class LogTail {
  /** No more than this is read to find the last lines. */
  private static final int TAIL_BYTES_MAX = 1 << 20;

  private final Path file;
  private long position;

  /** Follows the file from its present end. */
  LogTail(Path file) throws IOException {
    this.file = file;
    this.position = Files.exists(file) ? Files.size(file) : 0;
  }

  /** The last lines of a file. */
  static List<String> last(Path file, int count) throws IOException {
    try (var input = new RandomAccessFile(file.toFile(), "r")) {
      long length = input.length();
      input.seek(Math.max(0, length - TAIL_BYTES_MAX));
      byte[] tail = new byte[(int) Math.min(length, TAIL_BYTES_MAX)];
      input.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
  }

  /** Copies what was appended since the last call; starts again at 0 when the file was replaced. */
  void copyNew(OutputStream out) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (var input = new RandomAccessFile(file.toFile(), "r")) {
      long length = input.length();
      position = length < position ? 0 : position;
      input.seek(position);
      byte[] fresh = new byte[(int) Math.min(length - position, TAIL_BYTES_MAX)];
      input.readFully(fresh);
      out.write(fresh);
      out.flush();
      position += fresh.length;
    }
  }
}
