package io.capstan.server.storage;

import java.util.HexFormat;

/** A stored value that is not what was written under its key. */
public final class CorruptRowException extends RuntimeException {
  private static final int KEY_BYTES_SHOWN = 64;

  CorruptRowException(byte[] key, String expected, String found) {
    super("value of key " + show(key) + ": expected " + expected + ", found " + found);
  }

  CorruptRowException(byte[] key, String expected, Throwable cause) {
    super("value of key " + show(key) + ": expected " + expected + ", found " + cause, cause);
  }

  private static String show(byte[] key) {
    int shown = Math.min(key.length, KEY_BYTES_SHOWN);
    String hex = HexFormat.of().formatHex(key, 0, shown);
    return shown == key.length ? hex : hex + "... (" + key.length + " bytes)";
  }
}
