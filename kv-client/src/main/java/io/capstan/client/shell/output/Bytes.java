package io.capstan.client.shell.output;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Keys, values and versions as text. */
public final class Bytes {
  private Bytes() {}

  /** The bytes as text, when they are valid UTF-8. */
  public static Optional<String> utf8(byte[] bytes) {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  /**
   * Do the bytes fit in one column of one line? No when they are not text or hold a control
   * character.
   */
  public static boolean fitOneLine(byte[] bytes) {
    return utf8(bytes).filter(text -> text.chars().noneMatch(Character::isISOControl)).isPresent();
  }

  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
