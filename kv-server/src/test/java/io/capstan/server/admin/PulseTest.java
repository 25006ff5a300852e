package io.capstan.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final Pulse pulse = new Pulse(nanos::get);

  @Test
  void aProcessThatIsStillStartingIsAlive() {
    pass(Pulse.SILENCE_MAX.multipliedBy(10));
    assertEquals(Optional.empty(), pulse.notLive());
  }

  @Test
  void aProcessIsAliveAsLongAsItBeatsAndAgainWhenItBeatsAgain() {
    pulse.beat();
    pass(Pulse.SILENCE_MAX);
    assertEquals(Optional.empty(), pulse.notLive());
    pass(Duration.ofSeconds(1));
    assertEquals(Optional.of("no background task has run for 31 s"), pulse.notLive());
    pulse.beat();
    assertEquals(Optional.empty(), pulse.notLive());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
