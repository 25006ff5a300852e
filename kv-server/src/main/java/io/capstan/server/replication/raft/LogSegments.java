package io.capstan.server.replication.raft;

import io.capstan.server.replication.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;

/**
 * The segment files of one group's log, looked at before Ratis opens them.
 *
 * <p>Ratis 3.3.0 takes whatever lies before the applied position for purged after a snapshot: it
 * does not miss a first segment, only warns of a closed segment that ends early, and deletes a log
 * that ends before the applied position. Logs are kept whole here, so each of them is a loss, and a
 * replica that went on could neither bring others up to date nor be trusted with a vote.
 *
 * <p>Thread safety: immutable.
 */
final class LogSegments {
  /** What to do about a log that cannot be trusted. */
  static final String ADVICE =
      "Do not repair or delete log files: bring the files back if they can be had, or else rebuild"
          + " this replica from its peers under a new node-id, with an empty data directory";

  private static final SizeInBytes ENTRY_BYTES_MAX = SizeInBytes.valueOf(64 << 20);

  /** A segment; {@code end} is that of its name, -1 for the one that is still written to. */
  private record Segment(LogSegmentPath file, long start, long end) {
    boolean isOpen() {
      return end < 0;
    }

    static @Nullable Segment of(Path file) {
      LogSegmentPath segment = LogSegmentPath.matchLogSegment(file);
      if (segment == null) {
        return null;
      }
      // "log_START-END" or "log_inprogress_START"; Ratis does not tell them otherwise.
      String[] parts = String.valueOf(file.getFileName()).split("[_-]", -1);
      return parts[1].equals("inprogress")
          ? new Segment(segment, Long.parseLong(parts[2]), -1)
          : new Segment(segment, Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
  }

  private final Path directory;
  private final List<Segment> segments;

  private LogSegments(Path directory, List<Segment> segments) {
    this.directory = directory;
    this.segments = segments;
  }

  /** The segments in a group's directory, whose existence is optional. */
  static LogSegments in(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return new LogSegments(directory, List.of());
    }
    try (Stream<Path> files = Files.list(directory)) {
      return new LogSegments(
          directory,
          files
              .map(Segment::of)
              .filter(Objects::nonNull)
              .sorted((one, other) -> Long.compare(one.start(), other.start()))
              .toList());
    }
  }

  /**
   * Checks that the log has every entry from the first to the applied one, and that it is the one
   * that was applied. Reads the last segment, and cuts off a record of it that was not written to
   * its end; reads the segment of the applied entry, too.
   *
   * @throws IOException with a message for the operator, when entries are missing, damaged or
   *     others
   */
  void requireWhole(LogPosition applied) throws IOException {
    long next = 0;
    long term = applied.term();
    for (Segment segment : segments) {
      requireNoGap(next, segment.start());
      boolean last = segment.equals(segments.get(segments.size() - 1));
      boolean holds = segment.start() <= applied.index() && applied.index() <= segment.end();
      if (segment.isOpen() || last || holds) {
        List<Long> terms = terms(segment);
        next = segment.start() + terms.size();
        if (segment.start() <= applied.index() && applied.index() < next) {
          term = terms.get((int) (applied.index() - segment.start()));
        }
      } else {
        next = segment.end() + 1;
      }
      if (!segment.isOpen() && next != segment.end() + 1) {
        throw damaged("its segment " + name(segment) + " ends early, before entry " + next);
      }
    }
    if (next <= applied.index()) {
      throw damaged(
          "it ends before entry " + next + ", but the rows are at entry " + applied.index());
    }
    if (term != applied.term()) {
      throw damaged(
          "its entry %d is of term %d, but the rows are at that entry of term %d"
              .formatted(applied.index(), term, applied.term()));
    }
  }

  private void requireNoGap(long next, long start) throws IOException {
    if (next != start) {
      throw damaged("the file of its entries " + next + " to " + (start - 1) + " is missing");
    }
  }

  /** Of all entries of a segment, in order. */
  private List<Long> terms(Segment segment) throws IOException {
    List<Long> terms = new ArrayList<>();
    try {
      if (segment.isOpen()) {
        SegmentTail.finish(segment.file().getPath());
      }
      LogSegment.readSegmentFile(
          segment.file().getPath().toFile(),
          segment.file().getStartEnd(),
          ENTRY_BYTES_MAX,
          CorruptionPolicy.EXCEPTION,
          null,
          entry -> terms.add(entry.getTerm()));
      return terms;
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          damaged("its segment " + name(segment) + " cannot be read: " + e.getMessage())
              .getMessage(),
          e);
    }
  }

  private static String name(Segment segment) {
    return String.valueOf(segment.file().getPath().getFileName());
  }

  private IOException damaged(String how) {
    return new IOException("the log in " + directory + " is damaged: " + how + ". " + ADVICE);
  }
}
