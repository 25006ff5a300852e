package io.capstan.jepsen.nemesis;

import io.capstan.jepsen.cluster.Await;
import io.capstan.jepsen.store.Target;
import io.capstan.runtime.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does faults one after the other, and watches whether they bite and heal.
 *
 * <p>Thread safety: for one thread.
 */
public final class Nemesis {
  /** Two connections that have waited for long are tried again after seconds only. */
  private static final Duration HEALING_MAX = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int LOOKS_PER_LEADER = 10;

  private final Faults faults;
  private final Target target;
  private final Ticker ticker;
  private final Consumer<String> progress;

  /**
   * When canaries showed that a link was disturbed, and when that it was no more.
   *
   * @param injection number of the fault, from 0
   */
  public record LinkTimes(
      int injection, Link link, OptionalLong bitNanos, OptionalLong healedNanos) {}

  /**
   * @param ticker the run's clock
   * @param progress is told what happens, line by line
   */
  public Nemesis(Faults faults, Target target, Ticker ticker, Consumer<String> progress) {
    this.faults = faults;
    this.target = target;
    this.ticker = ticker;
    this.progress = progress;
  }

  /** What was done and seen. */
  public record Outcome(Injection injection, List<LinkTimes> links) {
    public Outcome {
      links = List.copyOf(links);
    }
  }

  /**
   * Waits until every link has shown that it is open: silence means nothing before.
   *
   * @throws IllegalStateException when one does not within half a minute
   */
  public void awaitCanaries() {
    var unused =
        new Await(ticker, PAUSE)
            .until(() -> "canaries on every link", HEALING_MAX, faults::allLinksOpen);
  }

  /**
   * Does one fault, and returns when it has healed, or does not. A fault that fails when it is done
   * or ended, such as by a node that does not come back, is one that did not bite or heal.
   *
   * @param number of the fault in the run, from 0
   * @param on nodes or links; empty: as the fault's name says
   * @param untilNanos when it ends, by the run's clock
   * @throws UnsupportedFaultException when it cannot be done here
   */
  public Outcome run(int number, String fault, List<String> on, long untilNanos) {
    return run(number, fault, faults.action(fault, on), untilNanos);
  }

  /** The same of what is decided. */
  Outcome run(int number, String fault, Action action, long untilNanos) {
    Watch watch = new Watch(number, fault, action);
    progress.accept(fault + ": " + action.what());
    watch.inject();
    watch.watchUntil(untilNanos);
    return watch.heal();
  }

  private final class Watch {
    private final int number;
    private final String fault;
    private final Action action;
    private final Optional<String> leaderBefore = target.leader();
    private Optional<String> leaderAfter = Optional.empty();
    private Map<Link, OptionalLong> bites = new TreeMap<>();
    private OptionalLong bit = OptionalLong.empty();
    private boolean done;
    private boolean bitToTheEnd;
    private long injectedNanos;
    private long endedNanos;

    Watch(int number, String fault, Action action) {
      this.number = number;
      this.fault = fault;
      this.action = action;
    }

    void inject() {
      injectedNanos = ticker.nanos();
      done = succeeds("done", action::inject);
    }

    /**
     * Tries a part of the fault.
     *
     * @param how for a person
     */
    private boolean succeeds(String how, Runnable part) {
      try {
        part.run();
        return true;
      } catch (UnsupportedFaultException refusal) {
        throw refusal;
      } catch (RuntimeException e) {
        progress.accept("%s could not be %s: %s".formatted(fault, how, firstLine(e)));
        return false;
      }
    }

    private static String firstLine(RuntimeException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    void watchUntil(long untilNanos) {
      int look = 0;
      do {
        done = done && succeeds("gone on with", action::goOn);
        if (done && bit.isEmpty()) {
          look();
        }
        if (look++ % LOOKS_PER_LEADER == 0) {
          target.leader().ifPresent(leader -> leaderAfter = Optional.of(leader));
        }
        long left = untilNanos - ticker.nanos();
        new Await(ticker, PAUSE.toNanos() < left ? PAUSE : Duration.ofNanos(Math.max(1, left)))
            .pauseOnce();
      } while (ticker.nanos() < untilNanos);
      bitToTheEnd = done && seen(action::bitesSince).isPresent();
    }

    /** A look that fails has seen nothing. */
    private OptionalLong seen(Supplier<OptionalLong> look) {
      try {
        return look.get();
      } catch (RuntimeException e) {
        progress.accept("%s: %s".formatted(fault, firstLine(e)));
        return OptionalLong.empty();
      }
    }

    private void look() {
      bit = seen(action::bitesSince);
      if (bit.isPresent()) {
        bites = action instanceof LinkAction links ? links.bites() : Map.of();
        progress.accept(
            "%s bites after %d ms: %s"
                .formatted(fault, millis(bit.getAsLong() - injectedNanos), action.evidence()));
      }
    }

    Outcome heal() {
      endedNanos = ticker.nanos();
      OptionalLong healed = succeeds("ended", action::end) ? awaitHealing() : OptionalLong.empty();
      progress.accept(
          healed.isPresent()
              ? "%s healed after %d ms".formatted(fault, millis(healed.getAsLong() - endedNanos))
              : fault + " did not heal");
      // A fault that ended early is not one that bit.
      OptionalLong trulyBit = bitToTheEnd ? bit : OptionalLong.empty();
      Injection injection =
          new Injection(
              fault,
              action.what(),
              action.links(),
              action.nodes(),
              action.sides(),
              injectedNanos,
              trulyBit,
              endedNanos,
              healed,
              leaderBefore,
              leaderAfter,
              action.evidence());
      return new Outcome(injection, linkTimes());
    }

    private OptionalLong awaitHealing() {
      try {
        new Await(ticker, PAUSE)
            .until(() -> "", HEALING_MAX, () -> seen(action::healedSince).isPresent());
      } catch (IllegalStateException tooLong) {
        return OptionalLong.empty();
      }
      return seen(action::healedSince);
    }

    private List<LinkTimes> linkTimes() {
      List<LinkTimes> times = new ArrayList<>();
      if (action instanceof LinkAction links) {
        links
            .heals()
            .forEach(
                (link, healed) ->
                    times.add(
                        new LinkTimes(
                            number, link, bites.getOrDefault(link, OptionalLong.empty()), healed)));
      }
      return times;
    }

    private static long millis(long nanos) {
      return Duration.ofNanos(nanos).toMillis();
    }
  }
}
