package io.capstan.server.core;

import com.google.protobuf.ByteString;
import java.util.OptionalLong;

/**
 * A signed 64-bit number as a row holds it: ASCII digits, perhaps behind a minus sign, nothing
 * else.
 */
final class DecimalNumber {
  private static final int LENGTH_MAX = Long.toString(Long.MIN_VALUE).length();

  private DecimalNumber() {}

  static ByteString format(long number) {
    return ByteString.copyFromUtf8(Long.toString(number));
  }

  /** Empty: the bytes are no number, or one that 64 bits do not hold. */
  static OptionalLong parse(ByteString text) {
    if (!isDecimal(text)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.toStringUtf8()));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }

  private static boolean isDecimal(ByteString text) {
    if (text.isEmpty() || text.size() > LENGTH_MAX) {
      return false;
    }
    int start = text.byteAt(0) == '-' ? 1 : 0;
    for (int i = start; i < text.size(); i++) {
      if (text.byteAt(i) < '0' || text.byteAt(i) > '9') {
        return false;
      }
    }
    return text.size() > start;
  }
}
