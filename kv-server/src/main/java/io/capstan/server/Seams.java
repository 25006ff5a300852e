package io.capstan.server;

import io.capstan.runtime.Clocks;
import io.capstan.runtime.Randoms;
import io.capstan.runtime.Ticker;
import io.capstan.server.files.FileOps;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The machine as a node sees it, and what stands in for parts of the node; tests give others.
 *
 * @param ticker elapsed time
 * @param clock wall time
 * @param random for identities and nonces; safe for use by several threads
 * @param files everything on disk but RocksDB's and Raft's own files
 * @param pid of this process
 * @param substitutes for parts that the node's guarantees rest on
 */
public record Seams(
    Ticker ticker,
    InstantSource clock,
    RandomGenerator random,
    FileOps files,
    long pid,
    Substitutes substitutes) {
  /** The machine itself, and no substitutes. */
  public static Seams system() {
    return new Seams(
        Ticker.system(),
        Clocks.system(),
        Randoms.system(),
        FileOps.system(),
        ProcessHandle.current().pid(),
        Substitutes.NONE);
  }

  /** The same with another wall clock. */
  public Seams withClock(InstantSource other) {
    return new Seams(ticker, other, random, files, pid, substitutes);
  }

  /** The same with other files. */
  public Seams withFiles(FileOps other) {
    return new Seams(ticker, clock, random, other, pid, substitutes);
  }

  /** The same with more substitutes, which stand in for what the present ones put. */
  public Seams with(Substitutes more) {
    return new Seams(ticker, clock, random, files, pid, substitutes.andThen(more));
  }
}
