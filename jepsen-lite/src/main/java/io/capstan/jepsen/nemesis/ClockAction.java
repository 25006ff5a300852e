package io.capstan.jepsen.nemesis;

import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One node's wall clock that jumps, or drifts from then on; what the node says of its clock shows
 * it.
 *
 * <p>Thread safety: for one thread.
 */
final class ClockAction implements Action {
  private static final Duration DRIFT_STEP = Duration.ofMillis(100);
  private static final int TRIES = 3;

  private final Ticker ticker;
  private final String node;
  private final NodeClock clock;
  private final Duration jump;
  private final boolean drifts;
  private long injectedNanos;
  private Duration set = Duration.ZERO;
  private OptionalLong bit = OptionalLong.empty();
  private OptionalLong healed = OptionalLong.empty();

  /**
   * @param jump how far it is off at once, or after a second when it drifts
   */
  ClockAction(Ticker ticker, String node, NodeClock clock, Duration jump, boolean drifts) {
    this.ticker = ticker;
    this.node = node;
    this.clock = clock;
    this.jump = jump;
    this.drifts = drifts;
  }

  @Override
  public String what() {
    String how = drifts ? " drifts by " + jump.toMillis() + " ms a second" : " jumps by " + jump;
    return "the clock of " + node + how;
  }

  @Override
  public Set<String> nodes() {
    return Set.of(node);
  }

  @Override
  public void inject() {
    injectedNanos = ticker.nanos();
    set(drifts ? Duration.ZERO : jump);
  }

  private void set(Duration offset) {
    set = offset;
    clock.set(offset);
  }

  /** Since the node itself has said that it is off by half as much as it should be. */
  @Override
  public OptionalLong bitesSince() {
    if (!observed().filter(this::isOff).isPresent()) {
      return OptionalLong.empty();
    } else if (bit.isEmpty()) {
      bit = OptionalLong.of(ticker.nanos());
    }
    return bit;
  }

  /** A drift must have come as far as a jump would, and goes on from there. */
  private boolean isOff(Duration ahead) {
    Duration wanted = set.abs().compareTo(jump.abs()) > 0 ? set : jump;
    return Long.signum(ahead.toMillis()) == Long.signum(jump.toMillis())
        && ahead.abs().compareTo(wanted.abs().dividedBy(2)) >= 0;
  }

  /** That a node under load does not answer in time does not say that its clock is right again. */
  private Optional<Duration> observed() {
    Optional<Duration> observed = clock.observed();
    for (int more = 1; observed.isEmpty() && bit.isPresent() && more < TRIES; more++) {
      observed = clock.observed();
    }
    return observed;
  }

  @Override
  public void goOn() {
    if (!drifts) {
      return;
    }
    double seconds = (ticker.nanos() - injectedNanos) / 1e9;
    Duration offset = Duration.ofMillis((long) (jump.toMillis() * seconds));
    if (offset.minus(set).abs().compareTo(DRIFT_STEP) >= 0) {
      set(offset);
    }
  }

  @Override
  public void end() {
    set(Duration.ZERO);
  }

  @Override
  public OptionalLong healedSince() {
    boolean right =
        clock
            .observed()
            .filter(ahead -> ahead.abs().compareTo(jump.abs().dividedBy(2)) < 0)
            .isPresent();
    if (right && healed.isEmpty()) {
      healed = OptionalLong.of(ticker.nanos());
    }
    return healed;
  }

  @Override
  public String evidence() {
    return "the node says that its clock is off from the others'";
  }
}
