package io.capstan.server.replication.quorum;

import io.capstan.runtime.Ticker;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this node's wall clock is from the other members'.
 *
 * <p>Each of them is asked for its clock twice a second. It read it somewhere between the question
 * and the answer; what counts is the least difference that fits (Marzullo and Owicki,
 * <em>Maintaining the Time in a Distributed System</em>, 1983), so that a slow answer accuses
 * nobody. Between two answers the other's clock is taken to run on with this node's ticker: a jump
 * of this node's own clock shows at once, and also while nobody can be reached.
 *
 * <p>Thread safety: safe for use by several threads; never blocks.
 */
public final class PeerClocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerClocks.class);
  private static final long INTERVAL_MILLIS = 500;
  private static final long FIRST_TRY_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Supplier<List<String>> others;
  private final Function<String, CompletionStage<Long>> ask;
  private final InstantSource clock;
  private final Ticker ticker;
  private final long startedNanos;
  private final Map<String, Reading> readings = new ConcurrentHashMap<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final ScheduledFuture<?> rounds;

  /** What this node's clock says, and its ticker before and after. */
  record Now(long beforeNanos, long millis, long afterNanos) {}

  /** What a clock said, in milliseconds since 1970, at some moment of this node's ticker. */
  record Reading(long millis, long askedNanos, long answeredNanos) {
    /** The least that a clock must be ahead of the one that was read; negative: behind. */
    long aheadMillis(Now now) {
      long difference = now.millis - millis;
      // Whole milliseconds: each clock may be almost one further than it says.
      long least = difference - wholeMillis(now.afterNanos - askedNanos) - 2;
      long most = difference - wholeMillis(now.beforeNanos - answeredNanos) + 1;
      return least > 0 ? least : Math.min(0, most);
    }

    /** Of this and one that was answered later, the one that was asked for later. */
    Reading newer(Reading answeredLater) {
      return answeredLater.askedNanos - askedNanos >= 0 ? answeredLater : this;
    }

    /** How long ago it was asked for, at most. */
    long ageMillis(Now now) {
      return wholeMillis(now.afterNanos - askedNanos);
    }

    private static long wholeMillis(long nanos) {
      return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
  }

  /**
   * Begins to ask.
   *
   * @param others the other members now
   * @param ask asks one for its clock, in milliseconds since 1970; must not block
   * @param clock this node's
   */
  public PeerClocks(
      Supplier<List<String>> others,
      Function<String, CompletionStage<Long>> ask,
      InstantSource clock,
      Ticker ticker,
      ScheduledExecutorService timers) {
    this.others = others;
    this.ask = ask;
    this.clock = clock;
    this.ticker = ticker;
    this.startedNanos = ticker.nanos();
    this.rounds =
        timers.scheduleWithFixedDelay(this::round, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void round() {
    for (String node : others.get()) {
      try {
        askOne(node);
        failing.remove(node);
      } catch (RuntimeException e) {
        // Thrown on, it would end the rounds for ever. Logged once until the node can be asked.
        if (failing.add(node)) {
          LOG.warn("{} cannot be asked for its clock", node, e);
        }
      }
    }
  }

  private void askOne(String node) {
    long askedNanos = ticker.nanos();
    var unused =
        ask.apply(node)
            .thenAccept(
                millis ->
                    readings.merge(
                        node, new Reading(millis, askedNanos, ticker.nanos()), Reading::newer));
  }

  /**
   * What this node's clock says, and how far that is ahead of the clocks of most members, both in
   * milliseconds.
   *
   * @param aheadMillis negative: behind. More than half of the members whose clock is known, this
   *     one included, are no further off. Of two that differ neither can know which is right, and
   *     each says that it is off
   * @param readAgoMillis how long ago the newest of the others' clocks that count was asked for; 0
   *     when none is known
   */
  public record Compared(long nowMillis, long aheadMillis, long readAgoMillis) {}

  /** This node's clock now, compared. */
  public Compared compared() {
    Now now = new Now(ticker.nanos(), clock.millis(), ticker.nanos());
    List<Reading> known =
        others.get().stream().flatMap(node -> Stream.ofNullable(readings.get(node))).toList();
    List<Long> nearestFirst =
        LongStream.concat(
                LongStream.of(0), known.stream().mapToLong(reading -> reading.aheadMillis(now)))
            .boxed()
            .sorted(Comparator.comparingLong(Math::abs))
            .toList();
    long readAgo = known.stream().mapToLong(reading -> reading.ageMillis(now)).min().orElse(0);
    return new Compared(now.millis, nearestFirst.get(nearestFirst.size() / 2), readAgo);
  }

  /** Whether all other members' clocks are known, or cannot be had for now. */
  public boolean isSettled() {
    return readings.keySet().containsAll(others.get()) || hasTried();
  }

  /** Whether this node has run for so long that who was not reached yet cannot be, for now. */
  public boolean hasTried() {
    return ticker.nanos() - startedNanos >= FIRST_TRY_NANOS;
  }

  @Override
  public void close() {
    rounds.cancel(false);
  }
}
