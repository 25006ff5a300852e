package io.capstan.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How fresh a read must be; {@code docs/guarantees.md} has the promises.
 *
 * @param kind which promise
 * @param maxStaleness present with {@link Kind#BOUNDED} only
 */
public record Level(Kind kind, Optional<Duration> maxStaleness) {
  /** The promises, weakest last. */
  public enum Kind {
    /** What the keyspace names as its default; SESSION when it names none. */
    KEYSPACE_DEFAULT(io.capstan.v1.Level.LEVEL_UNSPECIFIED),
    /** Linearizable. */
    STRONG(io.capstan.v1.Level.LEVEL_STRONG),
    /** Never older than what this client's session has seen or written. */
    SESSION(io.capstan.v1.Level.LEVEL_SESSION),
    /** Never older than a stated time. */
    BOUNDED(io.capstan.v1.Level.LEVEL_BOUNDED),
    /** Whatever a live replica has. */
    EVENTUAL(io.capstan.v1.Level.LEVEL_EVENTUAL);

    private final io.capstan.v1.Level proto;

    Kind(io.capstan.v1.Level proto) {
      this.proto = proto;
    }

    /** The same on the wire. */
    public io.capstan.v1.Level proto() {
      return proto;
    }
  }

  public static final Level KEYSPACE_DEFAULT = new Level(Kind.KEYSPACE_DEFAULT, Optional.empty());
  public static final Level STRONG = new Level(Kind.STRONG, Optional.empty());
  public static final Level SESSION = new Level(Kind.SESSION, Optional.empty());
  public static final Level EVENTUAL = new Level(Kind.EVENTUAL, Optional.empty());

  public Level {
    if ((kind == Kind.BOUNDED) != maxStaleness.isPresent()) {
      throw new IllegalArgumentException(
          "a staleness bound goes with BOUNDED and only with it, not with " + kind);
    }
  }

  /**
   * A bound that no answer is staler than.
   *
   * @param maxStaleness at least 1 ms; the wire counts in milliseconds
   */
  public static Level bounded(Duration maxStaleness) {
    if (maxStaleness.toMillis() < 1 || maxStaleness.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the staleness bound must lie between 1 ms and 24 days, not " + maxStaleness);
    }
    return new Level(Kind.BOUNDED, Optional.of(maxStaleness));
  }
}
