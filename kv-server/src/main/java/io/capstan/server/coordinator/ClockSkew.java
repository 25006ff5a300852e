package io.capstan.server.coordinator;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.server.core.Row;
import io.capstan.server.replication.quorum.PeerClocks;
import io.capstan.version.Stamp;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The guard against clocks that are too far off. A stamp from the future would hold against every
 * write until then, one from the past would be lost behind earlier writes. It is asked once for
 * each write, before any replica gets it (protocols.md Q1).
 *
 * <p>A node can judge by its own clock only while most nodes' clocks agree with it. One whose clock
 * is off gives no stamps, lets none pass, and says of no row whether it has expired. A replica
 * needs no clock: whether a write found a value there is judged by the write's stamp.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class ClockSkew {
  private final PeerClocks peers;
  private final long limitMillis;
  private final long behindMaxMillis;
  private final AtomicLong refused = new AtomicLong();
  private volatile long lastMillis;

  /**
   * Makes the guard of one node.
   *
   * @param limit how far the clocks of a client or of most nodes and this node's may differ
   * @param retries how long after its first attempt a write may still be tried again
   */
  public ClockSkew(PeerClocks peers, Duration limit, Duration retries) {
    this.peers = peers;
    this.limitMillis = limit.toMillis();
    this.behindMaxMillis = limit.plus(retries).toMillis();
  }

  /**
   * This node's clock, in milliseconds since 1970.
   *
   * @throws CapstanException CLOCK_SKEW when most nodes' clocks say something else; UNAVAILABLE
   *     right after the start, when nobody could be asked yet
   */
  long nowMillis() {
    if (!peers.isSettled()) {
      throw CapstanException.of(
          Failure.UNAVAILABLE, "this node starts, and has yet to compare its clock with others'");
    }
    PeerClocks.Compared compared = peers.compared();
    long ahead = compared.aheadMillis();
    if (Math.abs(ahead) > limitMillis) {
      throw refusal(
          Failure.CLOCK_SKEW,
          ("this node's clock is %d ms %s those of most nodes, as last read %d ms ago; at most %d ms."
                  + " Set it by NTP; or, if this clock is right and the others cannot be reached,"
                  + " start this node again")
              .formatted(Math.abs(ahead), direction(ahead), compared.readAgoMillis(), limitMillis));
    }
    return compared.nowMillis();
  }

  /**
   * The judge of the rows of one answer. It looks at the clock once, when it meets the first row
   * that expires.
   *
   * <p>Thread safety: none; the caller confines it.
   */
  final class Judge {
    private @Nullable Long nowMillis;

    /**
     * Whether a reader finds a value in a row.
     *
     * @throws CapstanException as {@link ClockSkew#nowMillis}, of a row that expires
     */
    boolean isLive(Row row) {
      if (row.expiryMillis() == 0) {
        return row.isLiveAt(0);
      }
      if (nowMillis == null) {
        nowMillis = ClockSkew.this.nowMillis();
      }
      return row.isLiveAt(nowMillis);
    }
  }

  /** A judge for one answer. */
  Judge judge() {
    return new Judge();
  }

  /**
   * Lets a stamp pass.
   *
   * @throws CapstanException CLOCK_SKEW, STAMP_TOO_OLD, or as {@link #nowMillis}
   */
  void check(Stamp stamp) {
    long ahead = stamp.time().millis() - nowMillis();
    lastMillis = ahead;
    if (ahead > limitMillis) {
      throw refusal(
          Failure.CLOCK_SKEW,
          "the write's time is %d ms ahead of this node's clock; at most %d ms. Set the clocks of both by NTP"
              .formatted(ahead, limitMillis));
    }
    if (-ahead > behindMaxMillis) {
      throw refusal(
          Failure.STAMP_TOO_OLD,
          "the write's time is %d ms behind this node's clock; at most %d ms. Write it anew; if that is refused too, set the client's clock by NTP"
              .formatted(-ahead, behindMaxMillis));
    }
  }

  private CapstanException refusal(Failure failure, String why) {
    refused.incrementAndGet();
    return CapstanException.of(failure, why);
  }

  private static String direction(long aheadMillis) {
    return aheadMillis > 0 ? "ahead of" : "behind";
  }

  /** How far the last stamp was ahead of this node's clock, in milliseconds; negative: behind. */
  public long lastMillis() {
    return lastMillis;
  }

  /** Requests refused since this node started. */
  public long refused() {
    return refused.get();
  }
}
