package io.capstan.server.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the node does with files outside its stores.
 *
 * <p>Thread safety: implementations are safe for use by several threads.
 */
public interface FileOps {
  /** The machine's own files. */
  static FileOps system() {
    return new SystemFileOps();
  }

  /** Makes a directory and those above it, durably; one that exists is left as it is. */
  void createDirectories(Path directory) throws IOException;

  /** The names of what is in a directory, in no order. */
  List<String> list(Path directory) throws IOException;

  /** The whole content; empty when there is no such file. */
  Optional<byte[]> read(Path file) throws IOException;

  /**
   * Replaces the whole content, or makes the file. When it returns, the new content survives a loss
   * of power; when it fails or the power goes, the file has its old content or the new, never a
   * mix.
   */
  void writeAtomically(Path file, byte[] content) throws IOException;

  /** Removes a file; one that is not there is no error. */
  void delete(Path file) throws IOException;

  /** Bytes that this process may still write to the disk that holds a path. */
  long usableBytes(Path path) throws IOException;

  /** The size, in bytes, of the disk that holds a path. */
  long totalBytes(Path path) throws IOException;

  /**
   * Locks a file against all other users on this machine, making it if needed. The lock ends with
   * {@link Lock#close}, and with the process, however it ends.
   *
   * @return empty when another process, or this one, has the lock
   */
  Optional<Lock> lock(Path file) throws IOException;

  /** A lock that is held. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
