package io.capstan.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The members on a circle of tokens, each at as many positions as its weight deserves (Karger et
 * al., <em>Consistent Hashing and Random Trees</em>, 1997; DeCandia et al., <em>Dynamo</em>, 2007,
 * section 4.2).
 *
 * <p>A position is the token of the member's id, '#', the position's number, and the seed as eight
 * bytes: it depends on nothing else, so a member that comes or goes leaves the others where they
 * are.
 *
 * <p>Thread safety: immutable.
 */
public final class Ring {
  private static final int POSITIONS_PER_WEIGHT = 128;

  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::token, Long::compareUnsigned)
          .thenComparing(position -> position.member().id());

  private final List<Position> positions;
  private final int members;

  private Ring(List<Position> positions, int members) {
    this.positions = positions;
    this.members = members;
  }

  /**
   * The ring of some members, in whatever order they come.
   *
   * @throws IllegalArgumentException when two members share an id
   */
  public static Ring of(Collection<Member> members, long seed) {
    Set<String> ids = new HashSet<>();
    List<Position> positions = new ArrayList<>();
    for (Member member : members) {
      if (!ids.add(member.id())) {
        throw new IllegalArgumentException("two members have the id " + member.id());
      }
      for (int i = 0; i < POSITIONS_PER_WEIGHT * member.weight(); i++) {
        positions.add(new Position(positionToken(member.id(), i, seed), member));
      }
    }
    positions.sort(ORDER);
    return new Ring(positions, members.size());
  }

  /** Every member once, in the order in which a walk from the token first meets it. */
  public List<Member> walk(long token) {
    Set<Member> met = new LinkedHashSet<>();
    int start = firstAtOrAfter(token);
    for (int i = 0; met.size() < members; i++) {
      met.add(positions.get((start + i) % positions.size()).member());
    }
    return List.copyOf(met);
  }

  private int firstAtOrAfter(long token) {
    int low = 0;
    int high = positions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(positions.get(middle).token(), token) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long positionToken(String id, int number, long seed) {
    byte[] name = (id + "#" + number).getBytes(StandardCharsets.UTF_8);
    return Token.of(ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(seed).array());
  }

  private record Position(long token, Member member) {}
}
