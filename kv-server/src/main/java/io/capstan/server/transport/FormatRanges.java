package io.capstan.server.transport;

import io.capstan.peer.v1.FormatRange;
import io.capstan.peer.v1.Formats;
import java.util.Optional;

/**
 * The formats that a program reads and writes: those of frames between nodes, of log entries, and
 * of rows that travel. Two nodes work together when each kind has a format that both know.
 */
public record FormatRanges(Range frame, Range log, Range row) {
  /** This program's. */
  public static final FormatRanges OURS =
      new FormatRanges(new Range(1, 1), new Range(1, 1), new Range(1, 1));

  /** Formats from..to, both included; formats count from 1. */
  public record Range(int from, int to) {
    boolean overlaps(Range other) {
      return from <= other.to && other.from <= to;
    }

    @Override
    public String toString() {
      return from + ".." + to;
    }
  }

  /** As they arrived. What is missing is 0..0, which no program knows. */
  public static FormatRanges of(Formats formats) {
    return new FormatRanges(
        range(formats.getFrame()), range(formats.getLog()), range(formats.getRow()));
  }

  /** As they travel. */
  public Formats toProto() {
    return Formats.newBuilder()
        .setFrame(range(frame))
        .setLog(range(log))
        .setRow(range(row))
        .build();
  }

  /**
   * Says which kind has no format in common with another program; empty when all have.
   *
   * @param theirs the other program's
   */
  public Optional<String> conflict(FormatRanges theirs) {
    return conflict("frame", frame, theirs.frame)
        .or(() -> conflict("log", log, theirs.log))
        .or(() -> conflict("row", row, theirs.row));
  }

  private static Optional<String> conflict(String kind, Range ours, Range theirs) {
    return ours.overlaps(theirs)
        ? Optional.empty()
        : Optional.of("%s formats %s here, %s there".formatted(kind, ours, theirs));
  }

  private static Range range(FormatRange range) {
    return new Range(range.getFrom(), range.getTo());
  }

  private static FormatRange range(Range range) {
    return FormatRange.newBuilder().setFrom(range.from).setTo(range.to).build();
  }
}
