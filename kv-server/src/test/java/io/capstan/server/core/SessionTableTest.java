package io.capstan.server.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.capstan.error.Failure;
import io.capstan.log.v1.SessionRecord;
import io.capstan.log.v1.WriteOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTableTest {
  private static final long HOUR = SessionTable.IDLE_MILLIS_MAX;

  private final SessionTable table = new SessionTable();

  @Test
  void aSessionThatWasNeverOpenedIsExpired() {
    Admission admission = table.admit(7, 1, 1, 0);

    assertEquals(Failure.SESSION_EXPIRED, ((Admission.Refused) admission).failure());
    assertEquals(Map.of(), table.takeChanges());
  }

  @Test
  void aSessionIdleForExactlyTheLimitLives() {
    table.open(7, 1_000);

    table.expire(1_000 + HOUR);
    assertNotNull(table.find(7));
    table.expire(1_000 + HOUR + 1);
    assertNull(table.find(7));
  }

  @Test
  void useKeepsASessionAlive() {
    table.open(7, 0);
    table.open(8, 0);
    table.admit(7, 1, 1, HOUR);

    table.expire(HOUR + 1);

    assertNotNull(table.find(7));
    assertNull(table.find(8));
  }

  @Test
  void oneSessionTooManyEvictsTheOneUsedLongestAgo() {
    for (long session = 1; session <= SessionTable.SESSIONS_MAX; session++) {
      table.open(session, 100);
    }
    table.admit(1, 1, 1, 200);

    table.open(Long.MAX_VALUE, 200);

    assertEquals(SessionTable.SESSIONS_MAX, table.size());
    assertNotNull(table.find(1));
    assertNull(table.find(2));
  }

  @Test
  void changesTellEachSessionOnceAsItIsNow() {
    table.open(7, 10);
    table.open(8, 20);
    table.takeChanges();

    table.admit(8, 1, 1, 30);
    table.remember(8, 1, WriteOutcome.getDefaultInstance());
    table.admit(8, 2, 1, 30);
    table.expire(10 + HOUR + 1);
    Map<Long, Optional<SessionRecord>> changes = table.takeChanges();

    assertEquals(List.of(7L, 8L), List.copyOf(changes.keySet()));
    assertEquals(Optional.empty(), changes.get(7L));
    assertEquals(Optional.of(memory(8).toRecord()), changes.get(8L));
    assertEquals(Map.of(), table.takeChanges());
  }

  @Test
  void aRestoredTableEvictsAsTheOldOneWould() {
    table.open(1, 10);
    table.open(2, 5);
    table.admit(2, 1, 1, 20);
    SessionTable restored = new SessionTable();
    table.takeChanges().forEach((session, row) -> restored.restore(session, row.orElseThrow()));

    restored.expire(10 + HOUR + 1);

    assertNull(restored.find(1));
    assertNotNull(restored.find(2));
  }

  @Test
  void idsAreUniqueAndNeverZero() {
    assertEquals(1 << 10, SessionTable.idOf(1, 0));
    assertNotEquals(SessionTable.idOf(1, 1023), SessionTable.idOf(2, 0));
    assertThrows(IllegalArgumentException.class, () -> SessionTable.idOf(0, 0));
    assertThrows(IllegalArgumentException.class, () -> SessionTable.idOf(1, 1024));
    assertThrows(IllegalArgumentException.class, () -> SessionTable.idOf(1L << 53, 0));
  }

  private SessionMemory memory(long session) {
    SessionMemory memory = table.find(session);
    assertNotNull(memory);
    return memory;
  }
}
