package io.capstan.client.shell.bulk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * By what a file is known again: its size and the SHA-256 of two pieces of at most {@value
 * #PIECE_BYTES} bytes. Its time of modification does not count.
 *
 * @param bytes the file's size
 * @param head of the file's beginning
 * @param tail of what is right before the offset
 */
record Fingerprint(long bytes, String head, String tail) {
  static final int PIECE_BYTES = 1 << 16;

  static Fingerprint of(FileChannel file, long offset) throws IOException {
    long size = file.size();
    return new Fingerprint(
        size,
        hash(file, 0, Math.min(size, PIECE_BYTES)),
        hash(file, Math.max(0, offset - PIECE_BYTES), Math.min(size, offset)));
  }

  private static String hash(FileChannel file, long from, long to) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.max(0, to - from));
    int read = 0;
    while (piece.hasRemaining() && read >= 0) {
      read = file.read(piece, from + piece.position());
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(piece.flip());
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
