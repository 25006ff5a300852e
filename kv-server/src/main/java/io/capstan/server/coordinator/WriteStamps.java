package io.capstan.server.coordinator;

import com.google.protobuf.ByteString;
import io.capstan.version.Stamp;

/**
 * The stamps that writes in EVENTUAL keyspaces go by: {@link GuardedStamps}.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface WriteStamps {
  /**
   * The stamp of one write.
   *
   * @param given what came with it; empty: nothing
   * @throws io.capstan.error.CapstanException when the write must not go on: INVALID_ARGUMENT,
   *     CLOCK_SKEW, STAMP_TOO_OLD, UNAVAILABLE
   */
  Stamp of(ByteString given);
}
