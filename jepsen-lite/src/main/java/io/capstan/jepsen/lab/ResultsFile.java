package io.capstan.jepsen.lab;

import io.capstan.client.shell.CommandFailed;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of a lab, one {@link ResultLine} a line, open for this process alone to append to.
 *
 * <p>The lock is on the file itself and ends with the process, however that ends. On POSIX it also
 * ends when the process closes any other descriptor of the file, so whoever holds one reads through
 * it. Each line is forced to the disk; a last line that a killed writer left unfinished does not
 * count, and is cut off when the file is opened.
 *
 * <p>Thread safety: for one thread.
 */
final class ResultsFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private ResultsFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens it, and makes it when it is not there.
   *
   * @throws CommandFailed when another process, or this one, has it open
   */
  static ResultsFile open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ResultsFile results = new ResultsFile(file, channel(file, StandardOpenOption.CREATE));
      if (!results.lock()) {
        results.close();
        throw CommandFailed.unavailable(
            "another lab writes to " + file, "see: kv lab status   (or name another file)");
      }
      results.mend();
      return results;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Whether somebody has it open at the moment. */
  static boolean isOpen(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    try (ResultsFile results = new ResultsFile(file, channel(file, StandardOpenOption.WRITE))) {
      return !results.lock();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Its whole lines, of a file that this process has not open; none when it is not there. */
  static List<ResultLine> read(Path file) {
    try {
      return Files.exists(file)
          ? lines(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
          : List.of();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  List<ResultLine> lines() {
    try {
      return lines(file, new String(bytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  void append(ResultLine line) {
    try {
      write(line.json() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FileChannel channel(Path file, StandardOpenOption option) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, option);
  }

  private boolean lock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ownedHere) {
      return false;
    }
  }

  /** Makes it end with a whole line. */
  private void mend() throws IOException {
    byte[] bytes = bytes();
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (isWhole(new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8))) {
      write("\n");
    } else {
      channel.truncate(end);
    }
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    channel.position(channel.size());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private byte[] bytes() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    channel.position(0);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException(file + " became shorter while it was read");
      }
    }
    return bytes.array();
  }

  private static List<ResultLine> lines(Path file, String text) {
    List<ResultLine> lines = new ArrayList<>();
    int number = 0;
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      String line = text.substring(from, end < 0 ? text.length() : end);
      number++;
      if (end >= 0 || isWhole(line)) {
        lines.add(line(file, number, line));
      }
      from = end < 0 ? text.length() : end + 1;
    }
    return lines;
  }

  private static ResultLine line(Path file, int number, String line) {
    try {
      return ResultLine.parse(line);
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw CommandFailed.usage(
          "%s, line %d is no result of a lab: %s".formatted(file, number, problem),
          "correct or remove the line");
    }
  }

  private static boolean isWhole(String line) {
    try {
      ResultLine unused = ResultLine.parse(line);
      return true;
    } catch (IOException torn) {
      return false;
    }
  }

  private static CommandFailed unusable(Path file, IOException e) {
    return CommandFailed.usage("cannot use " + file + ": " + e, "choose another with --results");
  }
}
