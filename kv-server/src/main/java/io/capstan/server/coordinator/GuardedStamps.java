package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.runtime.Stamper;
import io.capstan.version.Stamp;
import io.capstan.version.Version;

/**
 * The client's own stamp, which a retry carries again, if its clock is not too far off; for a
 * client that gives none, one of this node (protocols.md Q1).
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class GuardedStamps implements WriteStamps {
  private final ClockSkew skew;
  private final Stamper stamper;

  /**
   * Makes the stamps of one coordinator.
   *
   * @param stamper for clients that give their writes no stamp
   */
  public GuardedStamps(ClockSkew skew, Stamper stamper) {
    this.skew = skew;
    this.stamper = stamper;
  }

  @Override
  public Stamp of(ByteString given) {
    if (given.isEmpty()) {
      return stamper.next(skew.nowMillis());
    }
    try {
      if (Version.parse(given.toByteArray()) instanceof Stamp stamp) {
        skew.check(stamp);
        return stamp;
      }
    } catch (IllegalArgumentException e) {
      throw CapstanException.of(Failure.INVALID_ARGUMENT, "the stamp is " + e.getMessage());
    }
    throw CapstanException.of(Failure.INVALID_ARGUMENT, "the stamp is a version of a STRONG row");
  }
}
