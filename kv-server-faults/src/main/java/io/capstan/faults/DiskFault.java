package io.capstan.faults;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.capstan.server.FaultProvider;
import io.capstan.server.Seams;
import io.capstan.server.Substitutes;
import io.capstan.server.config.ConfigException;
import io.capstan.server.config.Fault;
import io.capstan.server.replication.raft.LogDisk;
import io.capstan.server.storage.RocksOptions;
import io.capstan.server.storage.RowStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;

/**
 * The fault {@code disk=FILE}: the node's disk is as the file says, and changes with it. How often
 * it was met so is in FILE{@code .hits} ({@link FaultyDisk}).
 *
 * <table>
 * <caption>What the file may say</caption>
 * <tr><td>{@code full}</td><td>No byte is free. Writes fail.</td></tr>
 * <tr><td>{@code slow MILLIS}</td><td>Every sync takes so much longer.</td></tr>
 * <tr><td>{@code fsync-fails}</td><td>Writes succeed and syncs fail.</td></tr>
 * <tr><td>nothing, or no file</td><td>The disk is well.</td></tr>
 * </table>
 *
 * <p>What it covers: the free space that the node measures; rows of EVENTUAL keyspaces, and hints
 * (RocksDB's log); the syncs of the Raft logs, of the metadata group too, right before which a full
 * disk fails as well; the node's own small files. What it does not, because RocksDB and Ratis write
 * these by themselves: rows of STRONG keyspaces, which become durable with the Raft log and are
 * written out later; EVENTUAL rows as RocksDB moves them out of its log; Ratis's term and vote, the
 * files of a new log segment, and the last sync of one that is closed. Nothing that was written
 * gets lost: a log entry or row whose sync failed may well be there when the node is started anew.
 */
public final class DiskFault implements FaultProvider {
  private static final String NAME = "disk";

  /** Called by the service loader. */
  public DiskFault() {}

  @Override
  public Optional<Seams> inject(Fault fault, Seams machine) {
    if (!fault.name().equals(NAME)) {
      return Optional.empty();
    }
    if (fault.argument().isEmpty()) {
      throw new ConfigException("The fault disk wants a file that says how it is: disk=FILE.");
    }
    FaultyDisk disk = disk(Path.of(fault.argument()), machine);
    return Optional.of(
        machine.withFiles(new DiskFiles(machine.files(), disk)).with(new Storage(disk)));
  }

  private static FaultyDisk disk(Path file, Seams machine) {
    try {
      return new FaultyDisk(machine.ticker(), file, DiskFault::pause);
    } catch (IllegalStateException e) {
      throw new ConfigException("The fault disk cannot be made: " + e.getMessage(), e);
    }
  }

  /** Ends early when the thread is interrupted. */
  private static void pause(long millis) {
    try {
      var unused = new CountDownLatch(1).await(millis, MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Storage(FaultyDisk disk) implements Substitutes {
    @Override
    public BiFunction<Path, RocksOptions, RowStore> eventualRows(
        BiFunction<Path, RocksOptions, RowStore> own) {
      return own.andThen(rows -> new DiskRows(rows, disk));
    }

    @Override
    public LogDisk logDisk(LogDisk own) {
      return () -> {
        disk.sync();
        own.beforeSync();
      };
    }
  }
}
