package io.capstan.server.replication.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the segment that a log was last written to.
 *
 * <p>A segment is a header and records, each of them (entry length as a varint, entry, CRC-32C of
 * both as 4 bytes), and then zeros, because space is taken in advance. A process that is killed in
 * a write leaves the beginning of a record and zeros behind it. Such a record was never fsynced, so
 * it was never acknowledged, and it is cut off (protocols.md R5). Ratis would take it for damage.
 *
 * <p>Not for use by several threads.
 */
final class SegmentTail {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentTail.class);
  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.UTF_8);
  private static final int CHECKSUM_BYTES = 4;
  private static final int TERM_TAG = 0x08;
  private static final int INDEX_TAG = 0x10;

  private final Path file;
  private final byte[] bytes;

  private SegmentTail(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * Cuts off an unfinished last record, and keeps its bytes in a file beside the log's directory.
   * Whatever else is wrong is left as it is. The segment is fsynced: from now on all of it counts.
   *
   * @throws IOException also when a whole record follows one that is not
   */
  static void finish(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      SegmentTail tail = new SegmentTail(file, Files.readAllBytes(file));
      int cut = tail.unfinished();
      if (cut >= 0) {
        tail.keep(cut);
        channel.truncate(cut);
      }
      channel.force(true);
    }
  }

  /** Where the last record begins that was not written to its end; -1 when there is none. */
  private int unfinished() throws IOException {
    if (bytes.length < HEADER.length || !startsWithHeader()) {
      return -1;
    }
    int at = HEADER.length;
    while (at < bytes.length && isRecord(at)) {
      at = (int) end(at);
    }
    int written = written();
    if (at >= written) {
      return -1;
    }
    for (int next = at + 1; next < written; next++) {
      if (beginsLikeEntry(next) && isRecord(next)) {
        throw new IOException(
            "the record at byte " + at + " is damaged, but a whole one follows at byte " + next);
      }
    }
    // A record that was written to its end may have been acknowledged, whatever became of it.
    return written < end(at) && end(at) <= bytes.length ? at : -1;
  }

  private boolean startsWithHeader() {
    return Arrays.equals(HEADER, Arrays.copyOf(bytes, HEADER.length));
  }

  /** Where the zeros begin that end the file. */
  private int written() {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private boolean isRecord(int at) {
    long end = end(at);
    if (bytes[at] == 0 || end > bytes.length) {
      return false;
    }
    int sum = (int) end - CHECKSUM_BYTES;
    CRC32C calculated = new CRC32C();
    calculated.update(bytes, at, sum - at);
    int kept = 0;
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      kept = (kept << 8) | Byte.toUnsignedInt(bytes[sum + i]);
    }
    return kept == (int) calculated.getValue();
  }

  /** Where a record ends whose length is at {@code at}; far off when the length cannot be read. */
  private long end(int at) {
    int body = pastVarint(at);
    long length = 0;
    for (int i = body - 1; i >= at; i--) {
      length = (length << 7) | (bytes[i] & 0x7f);
    }
    return body < 0 || length < 0 || length > Integer.MAX_VALUE
        ? Long.MAX_VALUE
        : body + length + CHECKSUM_BYTES;
  }

  /** Whether a length, a term and an index are there; cheaper than a checksum. */
  private boolean beginsLikeEntry(int at) {
    int term = pastVarint(at);
    int index = isByte(term, TERM_TAG) ? pastVarint(term + 1) : -1;
    return isByte(index, INDEX_TAG);
  }

  private boolean isByte(int at, int value) {
    return at >= 0 && at < bytes.length && bytes[at] == value;
  }

  /** The first byte behind a varint of at most ten bytes; -1 when none ends there. */
  private int pastVarint(int at) {
    for (int i = at; i < bytes.length && i < at + 10; i++) {
      if (bytes[i] >= 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private void keep(int cut) throws IOException {
    Path aside = file.resolveSibling("../torn-" + file.getFileName() + "-" + cut).normalize();
    byte[] torn = Arrays.copyOfRange(bytes, cut, Math.max(cut, written()));
    Files.write(aside, torn);
    LOG.warn(
        "{}: cut off a record at byte {} that was not written to its end ({} bytes, kept in {})",
        file,
        cut,
        torn.length,
        aside);
  }
}
