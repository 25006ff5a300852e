package io.capstan.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.version.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of merging, on random tokens of which many are over the limits. */
class SessionMergeTest {
  private static final int SEEDS = 200;

  @Test
  void mergeIsCommutativeAssociativeAndIdempotent() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      SessionToken a = SessionTokens.random(random);
      SessionToken b = SessionTokens.random(random);
      SessionToken c = SessionTokens.random(random);
      String what = "seed " + seed;
      assertEquals(a.merge(b), b.merge(a), what);
      assertEquals(a.merge(b).merge(c), a.merge(b.merge(c)), what);
      assertEquals(a, a.merge(a), what);
      assertEquals(a.merge(b), a.merge(b).merge(b), what);
    }
  }

  @Test
  void noFloorIsEverLost() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new Histories(seed).run();
    }
  }

  @Test
  void theOrderOfWhatWasSeenDoesNotMatter() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      SessionToken together = SessionToken.empty(SessionTokens.CLUSTER);
      SessionToken merged = together;
      for (int i = 0; i < 300; i++) {
        long choice = random.nextLong();
        together = SessionTokens.change(together, new Random(choice));
        SessionToken one = SessionToken.empty(SessionTokens.CLUSTER);
        merged = SessionTokens.change(one, new Random(choice)).merge(merged);
      }
      assertEquals(together, merged, "seed " + seed);
    }
  }

  /** Some tokens that change and merge, each beside the unbounded maps that it stands for. */
  private static final class Histories {
    private final long seed;
    private final Random random;
    private final List<SessionToken> tokens = new ArrayList<>();
    private final List<Map<Long, Long>> groups = new ArrayList<>();
    private final List<Map<KeyId, Stamp>> keys = new ArrayList<>();

    Histories(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      for (int i = 0; i < 4; i++) {
        tokens.add(SessionToken.empty(SessionTokens.CLUSTER));
        groups.add(new HashMap<>());
        keys.add(new HashMap<>());
      }
    }

    void run() {
      for (int step = 0; step < 1000; step++) {
        int at = random.nextInt(tokens.size());
        switch (random.nextInt(10)) {
          case 0 -> merge(at, random.nextInt(tokens.size()));
          case 1, 2, 3 -> seeGroup(at, random.nextInt(100), 1 + random.nextInt(1000));
          default -> seeKey(at, random.nextInt(200), SessionTokens.stamp(random.nextInt(1000)));
        }
      }
      for (int at = 0; at < tokens.size(); at++) {
        check(at);
      }
    }

    private void merge(int into, int from) {
      tokens.set(into, tokens.get(into).merge(tokens.get(from)));
      Map<Long, Long> groupsFrom = Map.copyOf(groups.get(from));
      groupsFrom.forEach((group, index) -> groups.get(into).merge(group, index, Math::max));
      Map<KeyId, Stamp> keysFrom = Map.copyOf(keys.get(from));
      keysFrom.forEach((key, stamp) -> keys.get(into).merge(key, stamp, Histories::later));
    }

    private void seeGroup(int at, long group, long index) {
      tokens.set(at, tokens.get(at).withStrong(group, index));
      groups.get(at).merge(group, index, Math::max);
    }

    private void seeKey(int at, long hash, Stamp stamp) {
      tokens.set(at, tokens.get(at).withStamp(1, hash, stamp));
      keys.get(at).merge(new KeyId(1, hash), stamp, Histories::later);
    }

    private void check(int at) {
      SessionToken token = tokens.get(at);
      groups
          .get(at)
          .forEach(
              (group, index) ->
                  assertTrue(token.strongFloor(group) >= index, "seed " + seed + ", " + group));
      keys.get(at)
          .forEach(
              (key, stamp) -> {
                Stamp floor = token.exact(1, key.keyHash()).or(token::evicted).orElseThrow();
                assertTrue(floor.compareTo(stamp) >= 0, "seed " + seed + ", " + key);
              });
    }

    private static Stamp later(Stamp a, Stamp b) {
      return a.compareTo(b) >= 0 ? a : b;
    }
  }
}
