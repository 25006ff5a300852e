package io.capstan.server;

import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.server.files.FileOps;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The machine as a node sees it; tests give another one.
 *
 * @param ticker elapsed time
 * @param clock wall time
 * @param random for identities and nonces; safe for use by several threads
 * @param files everything on disk but RocksDB's and Raft's own files
 * @param pid of this process
 */
public record Seams(
    Ticker ticker, InstantSource clock, RandomGenerator random, FileOps files, long pid) {
  /** The machine itself. */
  public static Seams system() {
    return new Seams(
        Ticker.system(),
        Clocks.system(),
        Randoms.system(),
        FileOps.system(),
        ProcessHandle.current().pid());
  }
}
