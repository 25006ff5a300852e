package io.capstan.client;

import com.google.protobuf.ByteString;

/** What a row must look like for a compare-and-set to be applied. */
public sealed interface Expected {
  /** There is no row. */
  record Absent() implements Expected {}

  /** The row exists in exactly this version. */
  record Version(ByteString version) implements Expected {}

  static Expected absent() {
    return new Absent();
  }

  /**
   * The row exists in exactly this version.
   *
   * @param version as a read or a write answered it; copied
   */
  static Expected version(byte[] version) {
    return new Version(ByteString.copyFrom(version));
  }
}
