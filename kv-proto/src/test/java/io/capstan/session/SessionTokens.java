package io.capstan.session;

import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.util.Random;

/** Tokens for tests, from few enough names that merges meet. */
final class SessionTokens {
  static final long CLUSTER = SessionToken.fingerprint("test");

  private SessionTokens() {}

  static Stamp stamp(long time) {
    return new Stamp(new HybridTime(time), 7, 8, 9);
  }

  /** From empty to well over both limits. */
  static SessionToken random(Random random) {
    SessionToken token = SessionToken.empty(CLUSTER);
    int changes = random.nextInt(400);
    for (int i = 0; i < changes; i++) {
      token = change(token, random);
    }
    return token;
  }

  static SessionToken change(SessionToken token, Random random) {
    return random.nextInt(3) == 0
        ? token.withStrong(random.nextInt(100) - 50, random.nextInt(1000))
        : token.withStamp(random.nextInt(3), random.nextInt(100), stamp(random.nextInt(1000)));
  }
}
