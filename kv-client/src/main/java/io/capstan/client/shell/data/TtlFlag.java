package io.capstan.client.shell.data;

import io.capstan.client.shell.output.Durations;
import io.capstan.limits.Limits;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How long a written row lives: for ever, unless the option says otherwise. */
public final class TtlFlag {
  private static final Duration MAX = Duration.ofMillis(Limits.TTL_MILLIS_MAX);

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = Ttl.class,
      description = "How long the row lives, such as 30s, 12h or 7d; without it, for ever.")
  private Duration ttl = Duration.ZERO;

  /** Zero: for ever. */
  Duration ttl() {
    return ttl;
  }

  boolean given() {
    return !ttl.isZero();
  }

  /** Durations up to the longest life. */
  private static final class Ttl implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text, MAX);
    }
  }
}
