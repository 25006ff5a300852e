package io.capstan.ring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which nodes hold which shard.
 *
 * <p>For each shard the {@link Ring} is walked from the shard's first token, taking distinct nodes
 * in as many zones as there are, and passing over nodes that are full: no node holds more than 1.25
 * times its share of all replicas, rounded up (Mirrokni, Thorup and Zadimoghaddam, <em>Consistent
 * Hashing with Bounded Loads</em>, 2018). A node's share is its part of the total weight; a share
 * of more than every shard once is cut to that, and the rest is shared out among the lighter nodes.
 *
 * <p>The bound yields where a shard would otherwise miss a replica, or a zone: zones count for more
 * than balance, so the only node of a zone may hold every shard. To let neither happen needlessly,
 * the walk looks ahead. Once the room that is left would barely do, it takes zones and nodes with
 * room for every shard to come before the others, because a zone or node serves a shard only once
 * and what it has beyond that is lost.
 *
 * <p>The answer depends on the members, the number of shards, the replication and the seed, and on
 * nothing else. A node that joins S others of its weight moves about one replica in S + 1, most of
 * them to itself. The moves among the others are what the bound costs. They are few but not bounded
 * by construction: with 256 shards and up to 40 nodes expect less than 2 / (S + 1) in all; with few
 * shards for many nodes the bound bites more often, and more moves.
 *
 * <p>Thread safety: confined to one call of {@link #compute}.
 */
public final class Placement {
  /** The load bound is this many quarters of the share. */
  private static final int BOUND_QUARTERS = 5;

  private final Ring ring;
  private final int shards;
  private final int replication;
  private final Map<Member, Integer> room;
  private final Map<String, Integer> zoneRoom = new HashMap<>();

  private Placement(Collection<Member> members, int shards, int replication, long seed) {
    this.ring = Ring.of(members, seed);
    this.shards = shards;
    this.replication = Math.min(replication, members.size());
    this.room = loadBounds(members, shards, this.replication);
    room.forEach((member, bound) -> zoneRoom.merge(member.zone(), bound, Integer::sum));
  }

  /**
   * The preference list of every shard, by shard.
   *
   * @param members in any order, with distinct ids
   * @param shards 1 to {@link Token#SLICES}
   * @param replication replicas per shard, at least 1; with fewer members the lists are shorter
   */
  public static List<PreferenceList> compute(
      Collection<Member> members, int shards, int replication, long seed) {
    Shards.checkShards(shards);
    if (replication < 1) {
      throw new IllegalArgumentException("replication is " + replication + ", below 1");
    }
    return new Placement(members, shards, replication, seed).placeAll();
  }

  /** The most replicas that each member may hold. */
  static Map<Member, Integer> loadBounds(Collection<Member> members, int shards, int replication) {
    List<Member> heaviestFirst = new ArrayList<>(members);
    heaviestFirst.sort(Comparator.comparing(Member::weight).reversed());
    long replicas = (long) shards * Math.min(replication, members.size());
    long weights = members.stream().mapToLong(Member::weight).sum();
    Map<Member, Integer> bounds = new HashMap<>();
    for (Member member : heaviestFirst) {
      long weight = member.weight();
      if (weight * replicas >= shards * weights) {
        bounds.put(member, shards);
        replicas -= shards;
        weights -= weight;
      } else {
        long bound = ceilDiv(BOUND_QUARTERS * weight * replicas, 4 * weights);
        bounds.put(member, (int) Math.min(shards, bound));
      }
    }
    return bounds;
  }

  private List<PreferenceList> placeAll() {
    List<PreferenceList> lists = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      long start = Token.startOf(Shards.firstSlice(shard, shards));
      lists.add(place(ring.walk(start), shards - shard));
    }
    return List.copyOf(lists);
  }

  private PreferenceList place(List<Member> walk, int shardsLeft) {
    boolean zonesTight = isTight(zoneRoom.values(), shardsLeft);
    boolean nodesTight = isTight(room.values(), shardsLeft);
    Predicate<Member> hasRoom = member -> roomOf(member) > 0;
    Predicate<Member> zoneFirst = member -> !zonesTight || zoneRoomOf(member) >= shardsLeft;
    Predicate<Member> nodeFirst = member -> !nodesTight || roomOf(member) >= shardsLeft;
    Set<Member> taken = new HashSet<>();
    Set<String> zones = new HashSet<>();
    Predicate<Member> newZone = member -> !zones.contains(member.zone());
    Predicate<Member> newNode = member -> !taken.contains(member);
    List<Predicate<Member>> wishes =
        List.of(
            newZone.and(hasRoom).and(zoneFirst),
            newZone.and(hasRoom),
            newZone,
            newNode.and(hasRoom).and(nodeFirst),
            newNode.and(hasRoom),
            newNode);
    while (taken.size() < replication) {
      Member next = firstByWish(walk, wishes);
      taken.add(next);
      zones.add(next.zone());
      room.merge(next, -1, Integer::sum);
      zoneRoom.merge(next.zone(), -1, Integer::sum);
    }
    return new PreferenceList(walk.stream().filter(taken::contains).map(Member::id).toList());
  }

  /** The first on the walk that meets the first wish that anyone meets. */
  private static Member firstByWish(List<Member> walk, List<Predicate<Member>> wishes) {
    return wishes.stream()
        .flatMap(wish -> walk.stream().filter(wish).limit(1))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Whether this shard must not pass over those with room for every shard left.
   *
   * <p>The shards left can all be placed while the sum of min(room, shards left) is at least the
   * replicas left (Gale and Ryser's condition for rows of equal length). This shard takes one from
   * each term of those with room for all, whether it takes them or not; so when the spare room is
   * less than their number, it must take them.
   */
  private boolean isTight(Collection<Integer> rooms, int shardsLeft) {
    int spare = -shardsLeft * replication;
    int roomForAll = 0;
    for (int each : rooms) {
      spare += Math.min(each, shardsLeft);
      roomForAll += each >= shardsLeft ? 1 : 0;
    }
    return roomForAll > spare;
  }

  private int roomOf(Member member) {
    return room.getOrDefault(member, 0);
  }

  private int zoneRoomOf(Member member) {
    return zoneRoom.getOrDefault(member.zone(), 0);
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
