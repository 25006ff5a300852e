package io.capstan.client.session;

import com.google.protobuf.ByteString;
import io.capstan.runtime.Stamper;
import io.capstan.version.Stamp;
import java.time.InstantSource;

/**
 * The stamps of one client's writes in EVENTUAL keyspaces: each later than all that the client's
 * session has seen (protocols.md Q1, Q7).
 *
 * <p>Thread safety: safe for use by several threads.
 */
public final class Stamps {
  private final Stamper stamper;
  private final InstantSource clock;
  private final HeldToken token;

  public Stamps(Stamper stamper, InstantSource clock, HeldToken token) {
    this.stamper = stamper;
    this.clock = clock;
    this.token = token;
  }

  /** The stamp of a new write, as it travels. */
  public ByteString next() {
    token.latestStamp().ifPresent(stamper::seen);
    Stamp stamp = stamper.next(clock.millis());
    return ByteString.copyFrom(stamp.toBytes());
  }
}
