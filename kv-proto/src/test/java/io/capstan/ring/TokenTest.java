package io.capstan.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenTest {
  @Test
  void tokensAreTheFirstHalfOfMurmur3() {
    assertEquals(0L, token(""));
    assertEquals(0xcbd8a7b341bd9b02L, token("hello"));
    assertEquals(0x342fac623a5ebc8eL, token("hello, world"));
    assertEquals(0xb89e5988b737affcL, token("19 Jan 2038 at 3:14:07 AM"));
    assertEquals(0xcd99481f9ee902c9L, token("The quick brown fox jumps over the lazy dog."));
    assertEquals(0xe34bbc7bbc071b6cL, token("The quick brown fox jumps over the lazy dog"));
  }

  @Test
  void theTopByteIsTheSlice() {
    assertEquals(0xcb, Token.sliceOf(bytes("hello")));
    assertEquals(0x34, Token.sliceOf(bytes("hello, world")));
    assertEquals(0, Token.sliceOf(bytes("")));
    assertEquals(0xcb00000000000000L, Token.startOf(0xcb));
  }

  @Test
  void everyLengthOfTailCounts() {
    byte[] zeros = new byte[40];
    for (int length = 1; length <= zeros.length; length++) {
      byte[] key = java.util.Arrays.copyOf(zeros, length);
      long before = Token.of(key);
      key[length - 1] = 1;
      assertTrue(Token.of(key) != before, "the last of " + length + " bytes is ignored");
    }
  }

  @Test
  void keysSpreadOverTheSlices() {
    int[] count = new int[Token.SLICES];
    for (int i = 0; i < 100 * Token.SLICES; i++) {
      count[Token.sliceOf(ByteBuffer.allocate(4).putInt(i).array())]++;
    }
    for (int slice = 0; slice < Token.SLICES; slice++) {
      assertTrue(count[slice] > 50 && count[slice] < 150, slice + " has " + count[slice]);
    }
  }

  private static long token(String key) {
    return Token.of(bytes(key));
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
