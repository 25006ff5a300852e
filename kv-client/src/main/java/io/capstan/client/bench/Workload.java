package io.capstan.client.bench;

import io.capstan.client.AsyncKeyspace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts and gets of uniformly chosen keys. The choice is a hash of the operation's number: the same
 * run after run, and without state that threads would fight over.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Workload {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final AsyncKeyspace rows;
  private final int keys;
  private final int putPercent;
  private final byte[] value;
  private final AtomicLong number = new AtomicLong();
  private final AtomicLong filled = new AtomicLong();

  /**
   * @param keys number of keys
   * @param putPercent how many of a hundred operations are puts; the others are gets
   * @param valueBytes length of the values written
   */
  public Workload(AsyncKeyspace rows, int keys, int putPercent, int valueBytes) {
    this.rows = rows;
    this.keys = keys;
    this.putPercent = putPercent;
    this.value = new byte[valueBytes];
    Arrays.fill(value, (byte) 'v');
  }

  /** Starts the next operation. */
  public CompletionStage<?> next() {
    long random = mix(number.incrementAndGet());
    byte[] key = key((int) Long.remainderUnsigned(random >>> 8, keys));
    return (random & 0xff) * 100 < putPercent * 256L ? rows.put(key, value) : rows.get(key);
  }

  /** Starts the put of the next key that was not written yet; null after the last. */
  public @Nullable CompletionStage<?> fillNext() {
    long next = filled.getAndIncrement();
    return next < keys ? rows.put(key((int) next), value) : null;
  }

  /** How many of the keys {@link #fillNext} has begun to write. */
  public long filled() {
    return Math.min(keys, filled.get());
  }

  private static byte[] key(int number) {
    return String.format(Locale.ROOT, "bench:%010d", number).getBytes(StandardCharsets.US_ASCII);
  }

  /** SplitMix64's output function. */
  private static long mix(long number) {
    long z = number * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
