package io.capstan.client.shell.bulk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * The bytes of a file from a place on, read ahead as far as they are looked at. The file ends where
 * it did when the window was made, whatever is appended meanwhile.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ByteWindow {
  private static final int BYTES_AT_FIRST = 1 << 16;
  static final int END = -1;

  private final FileChannel file;
  private final long fileBytes;
  private byte[] bytes = new byte[BYTES_AT_FIRST];
  private int start;
  private int end;

  /** Where {@code bytes[start]} is in the file. */
  private long offset;

  /**
   * @param offset where to begin
   */
  ByteWindow(FileChannel file, long offset) throws IOException {
    this.file = file;
    this.fileBytes = file.size();
    this.offset = offset;
  }

  long offset() {
    return offset;
  }

  long fileBytes() {
    return fileBytes;
  }

  /** The byte so far ahead, from 0 to 255, or {@link #END}. */
  int at(int ahead) throws IOException {
    if (start + ahead >= end && !reach(ahead)) {
      return END;
    }
    return bytes[start + ahead] & 0xff;
  }

  /** A copy of bytes ahead that have been looked at. */
  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, start + from, start + to);
  }

  /** Goes on behind bytes that have been looked at. */
  void skip(int count) {
    start += count;
    offset += count;
  }

  /** Goes on behind the next line end, or at the end of the file. */
  void skipLine() throws IOException {
    int ahead = 0;
    int next = at(0);
    while (next != END && next != '\n') {
      if (++ahead == BYTES_AT_FIRST) {
        skip(ahead);
        ahead = 0;
      }
      next = at(ahead);
    }
    skip(next == END ? ahead : ahead + 1);
  }

  private boolean reach(int ahead) throws IOException {
    if (offset + ahead >= fileBytes) {
      return false;
    }
    makeRoom(ahead);
    while (start + ahead >= end) {
      long at = offset + end - start;
      int wanted = (int) Math.min(bytes.length - end, fileBytes - at);
      int read = file.read(ByteBuffer.wrap(bytes, end, wanted), at);
      if (read < 0) {
        throw new IOException("the file was cut to " + file.size() + " bytes while it was read");
      }
      end += read;
    }
    return true;
  }

  private void makeRoom(int ahead) {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      end -= start;
      start = 0;
    }
    if (ahead >= bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(ahead + 1, 2 * bytes.length));
    }
  }
}
