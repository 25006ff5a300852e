package io.capstan.jepsen.checker.version;

import io.capstan.jepsen.checker.version.Versions.Seen;
import io.capstan.jepsen.history.History;
import io.capstan.jepsen.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How old answers were: for every acknowledged read, how long before it began a newer value than
 * any it can have seen was certainly there (delta-atomicity), and how many newer ones were
 * (k-atomicity, less 1). Both are the least that the history proves.
 *
 * @param reads of which these are the numbers, in the order of their starts
 */
public record Staleness(List<Read> reads) {
  /**
   * One read.
   *
   * @param stale by how much it was out of date; zero: fresh
   * @param newerVersions how many newer values were certainly there
   * @param sinceAck time from the end of the last acknowledged write of the key to the read's
   *     start; negative: there was none
   */
  public record Read(Operation operation, Duration stale, int newerVersions, Duration sinceAck) {
    public boolean fresh() {
      return stale.isZero();
    }
  }

  public Staleness {
    reads = List.copyOf(reads);
  }

  /**
   * Measures reads and writes.
   *
   * @throws IllegalArgumentException for an operation that is neither read nor write
   */
  public static Staleness of(History history) {
    List<Access> accesses = Access.of(history.operations());
    Versions versions = new Versions(accesses);
    Map<String, List<Access>> writesByKey = new HashMap<>();
    accesses.stream()
        .filter(Access::write)
        .forEach(
            write ->
                writesByKey.computeIfAbsent(write.key(), added -> new ArrayList<>()).add(write));
    List<Read> reads = new ArrayList<>();
    for (Access access : accesses) {
      Seen seen = access.write() ? null : versions.seen(access);
      if (seen != null) {
        List<Access> writes = writesByKey.getOrDefault(access.key(), List.of());
        reads.add(read(history, versions, access, seen, writes));
      }
    }
    return new Staleness(reads);
  }

  private static Read read(
      History history, Versions versions, Access read, Seen seen, List<Access> writes) {
    long readNanos = read.operation().invoke().nanos();
    long newerSince = readNanos;
    long ack = Long.MIN_VALUE;
    int newer = 0;
    for (Access write : writes) {
      int by = versions.visibleBy(write);
      if (by < read.start() && seen.olderThan(write.start())) {
        newer++;
        newerSince = Math.min(newerSince, history.events().get(by).nanos());
      }
      if (write.operation().acknowledged() && write.finish() < read.start()) {
        ack = Math.max(ack, write.operation().end().nanos());
      }
    }
    Duration sinceAck =
        ack == Long.MIN_VALUE ? Duration.ofNanos(-1) : Duration.ofNanos(readNanos - ack);
    // Two events may bear the same time; what is older is stale all the same.
    long stale = newer == 0 ? 0 : Math.max(1, readNanos - newerSince);
    return new Read(read.operation(), Duration.ofNanos(stale), newer, sinceAck);
  }

  /**
   * The staleness that so large a part of the reads did not exceed.
   *
   * @param part from 0 to 1; 1 gives delta
   * @return zero when there are no reads
   */
  public Duration quantile(double part) {
    List<Duration> sorted = new ArrayList<>(reads.stream().map(Read::stale).toList());
    Collections.sort(sorted);
    int rank = (int) Math.ceil(part * sorted.size()) - 1;
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(0, rank));
  }

  /** The k of k-atomicity: no read saw less than one of the k newest versions. */
  public int versions() {
    return 1 + reads.stream().mapToInt(Read::newerVersions).max().orElse(0);
  }

  /**
   * How many of the reads that began at least one time and less than another after the last
   * acknowledged write of their key were fresh; NaN when there was none.
   */
  public double freshProbability(Duration from, Duration until) {
    List<Read> within =
        reads.stream()
            .filter(read -> !read.sinceAck().isNegative())
            .filter(read -> read.sinceAck().compareTo(from) >= 0)
            .filter(read -> read.sinceAck().compareTo(until) < 0)
            .toList();
    return within.isEmpty()
        ? Double.NaN
        : (double) within.stream().filter(Read::fresh).count() / within.size();
  }
}
