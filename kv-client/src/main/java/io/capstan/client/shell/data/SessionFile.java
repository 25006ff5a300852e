package io.capstan.client.shell.data;

import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.Terminal;
import io.capstan.error.CapstanException;
import io.capstan.session.SessionToken;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The session token that one run of {@code kv} leaves to the next: the token's bytes in one file.
 *
 * <p>Runs at the same time lose nothing: the file is replaced as a whole, under a lock, by the
 * merge of what it holds and what the run has seen.
 */
public final class SessionFile implements SessionStore {
  private final Path path;
  private final long clusterFingerprint;

  /**
   * @param clusterFingerprint of the cluster whose tokens it holds
   */
  SessionFile(Path path, long clusterFingerprint) {
    this.path = path.toAbsolutePath();
    this.clusterFingerprint = clusterFingerprint;
  }

  /**
   * Where the sessions with a cluster are kept.
   *
   * @param given the user's choice; null: a file per cluster in the state directory
   */
  public static SessionFile of(Terminal terminal, String clusterId, @Nullable String given) {
    long fingerprint = SessionToken.fingerprint(clusterId);
    Path path =
        given != null
            ? Path.of(given)
            : terminal
                .xdgDirectory("XDG_STATE_HOME", ".local/state")
                .resolve(String.format(Locale.ROOT, "session-%016x", fingerprint));
    return new SessionFile(path, fingerprint);
  }

  /** The stored token, the empty one when there is no file; refuses what is no token. */
  @Override
  public SessionToken read() {
    try {
      return SessionToken.parse(Files.readAllBytes(path));
    } catch (NoSuchFileException none) {
      return SessionToken.empty(clusterFingerprint);
    } catch (CapstanException | IOException e) {
      throw CommandFailed.usage(
          "the session file " + path + " cannot be used: " + e.getMessage(),
          "remove it (reads then promise nothing about earlier runs): rm '" + path + "'");
    }
  }

  /** Adds what this run has seen; the empty token, which may be of no cluster yet, adds nothing. */
  @Override
  public void merge(SessionToken seen) throws IOException {
    if (seen.isEmpty()) {
      return;
    }
    Files.createDirectories(path.getParent());
    Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
    try (var channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      SessionToken stored = read();
      byte[] merged = stored.merge(seen).toBytes();
      if (lock.isValid() && !Arrays.equals(merged, stored.toBytes())) {
        replace(merged);
      }
    }
  }

  private void replace(byte[] bytes) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.write(fresh, bytes);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
