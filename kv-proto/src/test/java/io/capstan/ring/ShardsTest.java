package io.capstan.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShardsTest {
  @Test
  void theRunsCoverTheRingInOrderAndAreAsEqualAsCanBe() {
    for (int shards = 1; shards <= Token.SLICES; shards++) {
      int next = 0;
      for (int shard = 0; shard < shards; shard++) {
        assertEquals(next, Shards.firstSlice(shard, shards));
        int count = Shards.sliceCount(shard, shards);
        assertTrue(count == Token.SLICES / shards || count == (Token.SLICES - 1) / shards + 1);
        for (int slice = next; slice < next + count; slice++) {
          assertEquals(shard, Shards.shardOfSlice(slice, shards));
        }
        next += count;
      }
      assertEquals(Token.SLICES, next);
    }
  }

  @Test
  void aKeyLivesInTheShardOfItsSlice() {
    byte[] hello = {'h', 'e', 'l', 'l', 'o'};
    assertEquals(0xcb, Shards.shardOf(hello, 256));
    assertEquals(2, Shards.shardOf(hello, 3));
    assertEquals(0, Shards.shardOf(hello, 1));
  }

  @Test
  void numbersOffTheRingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Shards.shardOfSlice(0, 0));
    assertThrows(IllegalArgumentException.class, () -> Shards.shardOfSlice(0, 257));
    assertThrows(IndexOutOfBoundsException.class, () -> Shards.shardOfSlice(256, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> Shards.firstSlice(3, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> Shards.sliceCount(3, 3));
  }
}
