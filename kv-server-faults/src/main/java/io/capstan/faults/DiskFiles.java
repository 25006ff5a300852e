package io.capstan.faults;

import io.capstan.server.files.FileOps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Files on a disk that may be full, slow or broken. Thread safety: as its parts. */
record DiskFiles(FileOps own, FaultyDisk disk) implements FileOps {
  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.sync();
    own.createDirectories(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return own.list(directory);
  }

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    return own.read(file);
  }

  @Override
  public void writeAtomically(Path file, byte[] content) throws IOException {
    disk.sync();
    own.writeAtomically(file, content);
  }

  @Override
  public void delete(Path file) throws IOException {
    own.delete(file);
  }

  @Override
  public long usableBytes(Path path) throws IOException {
    return disk.usable(own.usableBytes(path));
  }

  @Override
  public long totalBytes(Path path) throws IOException {
    return own.totalBytes(path);
  }

  @Override
  public Optional<Lock> lock(Path file) throws IOException {
    return own.lock(file);
  }
}
