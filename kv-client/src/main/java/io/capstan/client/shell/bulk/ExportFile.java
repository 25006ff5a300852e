package io.capstan.client.shell.bulk;

import io.capstan.client.shell.CommandFailed;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that gets its name when it is complete. Until then, and when it is never committed, what
 * had the name before stays.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ExportFile implements AutoCloseable {
  private static final String SUFFIX = ".capstan-export";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final Path fresh;
  private final FileChannel channel;
  private final OutputStream stream;

  ExportFile(Path named) throws IOException {
    if (Files.exists(named) && !Files.isRegularFile(named)) {
      throw CommandFailed.usage(
          named + " is no regular file", "leave it out and send standard output there");
    }
    path = Files.exists(named) ? named.toRealPath() : named;
    fresh = path.resolveSibling(path.getFileName() + SUFFIX);
    channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
  }

  OutputStream stream() {
    return stream;
  }

  /** All is written: the file takes its name. */
  void commit() throws IOException {
    stream.flush();
    channel.force(true);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(fresh);
  }
}
