package io.capstan.session;

import static io.capstan.session.SessionTokens.CLUSTER;
import static io.capstan.session.SessionTokens.stamp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTokenTest {
  private static final SessionToken EMPTY = SessionToken.empty(CLUSTER);

  @Test
  void anEmptyTokenAsksForNothing() {
    assertTrue(EMPTY.isEmpty());
    assertEquals(0, EMPTY.strongFloor(5));
    assertEquals(Optional.empty(), EMPTY.exact(1, 2));
    assertEquals(Optional.empty(), EMPTY.evicted());
    assertTrue(EMPTY.withStrong(5, 0).isEmpty());
  }

  @Test
  void aFloorOnlyRises() {
    SessionToken token = EMPTY.withStrong(5, 10).withStrong(5, 7).withStamp(1, 2, stamp(10));
    assertEquals(10, token.strongFloor(5));
    assertEquals(0, token.strongFloor(6));
    assertEquals(12, token.withStrong(5, 12).strongFloor(5));
    assertEquals(Optional.of(stamp(10)), token.withStamp(1, 2, stamp(9)).exact(1, 2));
    assertEquals(Optional.of(stamp(11)), token.withStamp(1, 2, stamp(11)).exact(1, 2));
    assertFalse(token.isEmpty());
  }

  @Test
  void aKeyspaceLifeHasItsOwnFloors() {
    SessionToken token = EMPTY.withStamp(1, 2, stamp(10));
    assertEquals(Optional.empty(), token.exact(2, 2));
  }

  @Test
  void theLowestGroupIsDroppedAndThenReadStrong() {
    SessionToken token = EMPTY;
    for (int group = 0; group < SessionToken.GROUPS_MAX; group++) {
      token = token.withStrong(group, 100 + group);
    }
    assertEquals(0, token.strongFloor(1000));

    SessionToken over = token.withStrong(1000, 500);
    assertEquals(500, over.strongFloor(1000));
    assertEquals(SessionToken.READ_STRONG, over.strongFloor(0));
    assertEquals(101, over.strongFloor(1));
    assertEquals(SessionToken.READ_STRONG, over.strongFloor(77_777));
  }

  @Test
  void aDroppedGroupDoesNotComeBackWithALowerFloor() {
    SessionToken token = EMPTY.withStrong(0, 100);
    for (int group = 1; group <= SessionToken.GROUPS_MAX; group++) {
      token = token.withStrong(group, 1000);
    }
    SessionToken old = EMPTY.withStrong(0, 50);
    assertEquals(SessionToken.READ_STRONG, token.merge(old).strongFloor(0));
    assertEquals(SessionToken.READ_STRONG, token.projectStrong(0).merge(old).strongFloor(0));
  }

  @Test
  void theLowestStampIsEvictedIntoTheScalar() {
    SessionToken token = EMPTY;
    for (int key = 0; key <= SessionToken.KEYS_MAX; key++) {
      token = token.withStamp(1, key, stamp(100 + key));
    }
    assertEquals(Optional.empty(), token.exact(1, 0));
    assertEquals(Optional.of(stamp(100)), token.evicted());
    assertEquals(Optional.of(stamp(101)), token.exact(1, 1));
    assertEquals(Optional.empty(), token.withStamp(1, 0, stamp(99)).exact(1, 0));
  }

  @Test
  void theProjectionHasOneGroupAndTheOverflow() {
    SessionToken token = EMPTY.withStrong(1, 10).withStrong(2, 20).withStamp(1, 2, stamp(3));
    SessionToken one = token.projectStrong(1);
    assertEquals(EMPTY.withStrong(1, 10), one);
    assertTrue(token.projectStrong(3).isEmpty());

    SessionToken over = token;
    for (int group = 10; group < 100; group++) {
      over = over.withStrong(group, 1000 + group);
    }
    assertEquals(1099, over.projectStrong(99).strongFloor(99));
    assertEquals(SessionToken.READ_STRONG, over.projectStrong(1).strongFloor(1));
  }

  @Test
  void aTokenOfAnotherClusterIsForeign() {
    SessionToken other = SessionToken.empty(SessionToken.fingerprint("other"));
    CapstanException thrown = assertThrows(CapstanException.class, () -> EMPTY.merge(other));
    assertEquals(Failure.TOKEN_FOREIGN, thrown.failure());
  }

  @Test
  void anIndexThatCannotBeAFloorIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> EMPTY.withStrong(1, -1));
    assertThrows(
        IllegalArgumentException.class, () -> EMPTY.withStrong(1, SessionToken.READ_STRONG));
  }
}
