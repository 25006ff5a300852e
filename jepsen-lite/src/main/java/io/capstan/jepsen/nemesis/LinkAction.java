package io.capstan.jepsen.nemesis;

import io.capstan.runtime.Ticker;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Links that are disturbed. Canaries show a cut or a delay; messages of others that are lost,
 * doubled or reordered are counted by who does it.
 *
 * <p>Thread safety: for one thread.
 */
public final class LinkAction implements Action {
  /** Nodes may be slow to send a canary: silence counts after so many of their intervals. */
  private static final int SILENT_INTERVALS = 6;

  private static final long SILENCE_NANOS =
      SILENT_INTERVALS * FaultyNetwork.CANARY_MILLIS * 1_000_000L;

  private final FaultyNetwork network;
  private final Ticker ticker;
  private final List<String> all;
  private final Set<Link> links;
  private final Disturbance how;
  private Map<Link, Long> hitBefore = Map.of();
  private long injectedNanos;
  private long endedNanos;

  /**
   * @param all ids of all nodes
   */
  public LinkAction(
      FaultyNetwork network, Ticker ticker, List<String> all, Set<Link> links, Disturbance how) {
    this.network = network;
    this.ticker = ticker;
    this.all = all;
    this.links = Set.copyOf(links);
    this.how = how;
  }

  @Override
  public String what() {
    if (!(how instanceof Disturbance.Cut)) {
      return how + " on " + links.size() + " links";
    }
    List<Set<String>> sides = sides();
    return sides.size() > 1
        ? String.join(" | ", sides.stream().map(side -> String.join(" ", side)).toList())
        : links.size() + " links cut, all nodes reach each other over others";
  }

  @Override
  public Set<Link> links() {
    return links;
  }

  @Override
  public List<Set<String>> sides() {
    return how instanceof Disturbance.Cut ? Topology.sides(all, links) : List.of();
  }

  @Override
  public void inject() {
    hitBefore = network.messagesHit();
    injectedNanos = ticker.nanos();
    network.disturb(links, how);
  }

  @Override
  public OptionalLong bitesSince() {
    Map<Link, OptionalLong> bites = bites();
    if (isOfMessages()) {
      return allEndsAreHit(bites) ? OptionalLong.of(ticker.nanos()) : OptionalLong.empty();
    }
    return bites.values().stream().allMatch(OptionalLong::isPresent)
        ? bites.values().stream().mapToLong(OptionalLong::orElseThrow).max()
        : OptionalLong.empty();
  }

  /** Between two followers there may be few messages: that is no reason to want them all. */
  private boolean allEndsAreHit(Map<Link, OptionalLong> bites) {
    Set<Link> hit =
        links.stream()
            .filter(link -> bites.getOrDefault(link, OptionalLong.empty()).isPresent())
            .collect(Collectors.toSet());
    return links.stream()
        .allMatch(
            link ->
                hit.stream().anyMatch(other -> other.from().equals(link.from()))
                    && hit.stream().anyMatch(other -> other.to().equals(link.to())));
  }

  /** By link, since when it does what it should. */
  public Map<Link, OptionalLong> bites() {
    Map<Link, FaultyNetwork.Canary> canaries = network.canaries();
    Map<Link, Long> hit = network.messagesHit();
    Map<Link, OptionalLong> bites = new TreeMap<>();
    for (Link link : links) {
      FaultyNetwork.Canary canary = canaries.get(link);
      if (isOfMessages()) {
        long more = hit.getOrDefault(link, 0L) - hitBefore.getOrDefault(link, 0L);
        bites.put(link, more > 0 ? OptionalLong.of(ticker.nanos()) : OptionalLong.empty());
      } else {
        bites.put(link, canary == null ? OptionalLong.empty() : bites(canary));
      }
    }
    return bites;
  }

  private boolean isOfMessages() {
    return !(how instanceof Disturbance.Cut) && !(how instanceof Disturbance.Delay);
  }

  private OptionalLong bites(FaultyNetwork.Canary canary) {
    long since = Math.max(canary.arrivedNanos(), injectedNanos);
    boolean bites =
        how instanceof Disturbance.Delay delay
            ? canary.arrivedNanos() > injectedNanos
                && canary.travelledNanos() >= delay.delay().toNanos()
            : ticker.nanos() - since >= SILENCE_NANOS;
    return bites ? OptionalLong.of(since) : OptionalLong.empty();
  }

  @Override
  public void end() {
    endedNanos = ticker.nanos();
    network.heal();
  }

  @Override
  public OptionalLong healedSince() {
    Map<Link, OptionalLong> heals = heals();
    return heals.values().stream().allMatch(OptionalLong::isPresent)
        ? heals.values().stream().mapToLong(OptionalLong::orElseThrow).max()
        : OptionalLong.empty();
  }

  /** By link, since when it is as it was. */
  public Map<Link, OptionalLong> heals() {
    Map<Link, FaultyNetwork.Canary> canaries = network.canaries();
    Map<Link, OptionalLong> heals = new TreeMap<>();
    for (Link link : links) {
      FaultyNetwork.Canary canary = canaries.get(link);
      boolean arrived = canary != null && canary.arrivedNanos() > endedNanos;
      boolean quick =
          !(how instanceof Disturbance.Delay delay)
              || (canary != null && canary.travelledNanos() < delay.delay().toNanos());
      heals.put(
          link,
          arrived && quick && canary != null
              ? OptionalLong.of(canary.arrivedNanos())
              : OptionalLong.empty());
    }
    return heals;
  }

  @Override
  public String evidence() {
    return isOfMessages()
        ? "messages of the store were hit, of those that each node sends and of those it is sent"
        : how instanceof Disturbance.Delay
            ? "canaries on every link travel as long"
            : "no canary arrives on any of the links";
  }
}
