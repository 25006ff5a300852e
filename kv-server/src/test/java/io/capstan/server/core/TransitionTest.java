package io.capstan.server.core;

import static io.capstan.server.core.Commands.batch;
import static io.capstan.server.core.Commands.delete;
import static io.capstan.server.core.Commands.deleteIfVersion;
import static io.capstan.server.core.Commands.increment;
import static io.capstan.server.core.Commands.put;
import static io.capstan.server.core.Commands.putIfAbsent;
import static io.capstan.server.core.Commands.putIfVersion;
import static io.capstan.server.core.Commands.text;
import static io.capstan.server.core.Commands.version;
import static io.capstan.server.core.Commands.withTtl;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Batch;
import io.capstan.log.v1.CompareAndSet;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.v1.ErrorCode;
import io.capstan.version.LogVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionTest {
  private static final LogVersion NOW = new LogVersion(9, 3);
  private static final long TIME = 1_000;

  @Test
  void aPutStoresTheValueUnderTheNewVersion() {
    Applied applied = apply(put("k", "new"), row(1, "old"));

    assertEquals(new Effect.Store(Row.of(NOW, text("new"))), applied.effect());
    assertTrue(applied.outcome().getApplied());
    assertEquals(version(9, 3), applied.outcome().getVersion());
  }

  @Test
  void aPutDoesNotDependOnTheRowThatIsThere() {
    assertFalse(Transition.readsCurrent(put("k", "new")));
    assertEquals(apply(put("k", "new"), null), apply(put("k", "new"), row(1, "old")));
  }

  @Test
  void aDeleteTakesTheRowAwayAndSaysThatItExisted() {
    Applied applied = apply(delete("k"), row(1, "old"));

    assertEquals(Effect.REMOVE, applied.effect());
    assertTrue(applied.outcome().getApplied());
    assertTrue(applied.outcome().getExisted());
  }

  @Test
  void aDeleteOfAnAbsentKeyIsDoneAndChangesNothing() {
    Applied applied = apply(delete("k"), null);

    assertEquals(Effect.NONE, applied.effect());
    assertTrue(applied.outcome().getApplied());
    assertFalse(applied.outcome().getExisted());
  }

  @Test
  void aCompareAndSetHoldsForTheVeryVersionOnly() {
    assertTrue(
        apply(putIfVersion("k", version(1, 0), "new"), row(1, "old")).outcome().getApplied());
    assertFalse(
        apply(putIfVersion("k", version(2, 0), "new"), row(1, "old")).outcome().getApplied());
    assertFalse(
        apply(putIfVersion("k", ByteString.EMPTY, "new"), row(1, "old")).outcome().getApplied());
  }

  @Test
  void aCompareAndSetThatDoesNotHoldNamesTheVersionThatIsThere() {
    Applied present = apply(putIfAbsent("k", "new"), row(1, "old"));
    Applied absent = apply(putIfVersion("k", version(1, 0), "new"), null);

    assertEquals(WriteOutcome.newBuilder().setVersion(version(1, 0)).build(), present.outcome());
    assertEquals(Effect.NONE, present.effect());
    assertEquals(WriteOutcome.getDefaultInstance(), absent.outcome());
    assertEquals(Effect.NONE, absent.effect());
  }

  @Test
  void aCompareAndSetOfAnAbsentKeyStores() {
    assertEquals(
        new Effect.Store(Row.of(NOW, text("new"))), apply(putIfAbsent("k", "new"), null).effect());
  }

  @Test
  void aCompareAndSetMayDeleteAndThenThereIsNoVersion() {
    Applied applied = apply(deleteIfVersion("k", version(1, 0)), row(1, "old"));

    assertEquals(Effect.REMOVE, applied.effect());
    assertEquals(WriteOutcome.newBuilder().setApplied(true).build(), applied.outcome());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1",
    "41, 1, 42",
    "-5, 5, 0",
    "007, 1, 8",
    "-0, 0, 0",
    "9223372036854775806, 1, 9223372036854775807",
    "-9223372036854775807, -1, -9223372036854775808"
  })
  void anIncrementAddsToADecimalNumber(String before, long delta, long after) {
    Applied applied = apply(increment("k", delta), row(1, before));

    assertEquals(after, applied.outcome().getNumber());
    assertEquals(new Effect.Store(Row.of(NOW, text(Long.toString(after)))), applied.effect());
  }

  @Test
  void anIncrementTakesAnAbsentRowForZero() {
    assertEquals(-7, apply(increment("k", -7), null).outcome().getNumber());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "1.0",
        " 1",
        "1 ",
        "0x1",
        "one",
        "1-",
        "\u0661",
        "9223372036854775808",
        "-9223372036854775809",
        "000000000000000000001"
      })
  void anIncrementOfSomethingElseIsRefusedAndChangesNothing(String before) {
    Applied applied = apply(increment("k", 1), row(1, before));

    assertEquals(ErrorCode.ERROR_CODE_NOT_A_NUMBER, applied.outcome().getError());
    assertFalse(applied.outcome().getApplied());
    assertEquals(Effect.NONE, applied.effect());
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 1",
    "1, 9223372036854775807",
    "-9223372036854775808, -1",
    "-9223372036854775808, -9223372036854775808"
  })
  void anIncrementBeyond64BitsIsRefusedAndChangesNothing(String before, long delta) {
    Applied applied = apply(increment("k", delta), row(1, before));

    assertEquals(ErrorCode.ERROR_CODE_NUMBER_OVERFLOW, applied.outcome().getError());
    assertEquals(Effect.NONE, applied.effect());
  }

  @Test
  void aWriteThatThisReleaseDoesNotKnowIsNoOutcomeButAnException() {
    Write unknown = Write.newBuilder().setKey(text("k")).build();
    Write noUpdate =
        Commands.compareAndSet("k", CompareAndSet.newBuilder().setAbsent(true).build());
    Write noExpectation =
        Commands.compareAndSet("k", CompareAndSet.newBuilder().setDelete(true).build());

    for (Write write : List.of(unknown, noUpdate, noExpectation)) {
      assertThrows(UnknownCommandException.class, () -> apply(write, null));
    }
  }

  @Test
  void aBatchSeesItsOwnWritesAndKeepsTheLastOnEachKey() {
    BatchApplied applied =
        applyBatch(
            batch(increment("n", 2), put("a", "1"), increment("n", 3), delete("a")), Map.of());

    assertTrue(applied.outcome().getApplied());
    assertEquals(5, applied.outcome().getParts(2).getNumber());
    assertTrue(applied.outcome().getParts(3).getExisted());
    assertEquals(
        Map.of(text("n"), new Effect.Store(Row.of(NOW, text("5"))), text("a"), Effect.REMOVE),
        applied.effects());
    assertEquals(List.of(text("n"), text("a")), List.copyOf(applied.effects().keySet()));
  }

  @Test
  void aBatchWithAMismatchChangesNothingAndEndsWithIt() {
    BatchApplied applied =
        applyBatch(
            batch(put("a", "1"), putIfAbsent("k", "2"), put("b", "3")),
            Map.of(text("k"), row(1, "old")));

    assertFalse(applied.outcome().getApplied());
    assertEquals(Map.of(), applied.effects());
    assertEquals(2, applied.outcome().getPartsCount());
    assertEquals(WriteOutcome.getDefaultInstance(), applied.outcome().getParts(0));
    assertEquals(version(1, 0), applied.outcome().getParts(1).getVersion());
  }

  @Test
  void aBatchWithARefusedWriteIsRefusedAndSaysWhich() {
    BatchApplied applied =
        applyBatch(
            batch(put("a", "1"), increment("k", 2)), Map.of(text("k"), row(1, "not a number")));

    assertEquals(ErrorCode.ERROR_CODE_NOT_A_NUMBER, applied.outcome().getError());
    assertTrue(applied.outcome().getMessage().startsWith("write 2 of 2"));
    assertEquals(0, applied.outcome().getPartsCount());
    assertEquals(Map.of(), applied.effects());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1001",
    "315360000000, 315360001000",
    "9223372036854774807, 9223372036854775807",
    "9223372036854774808, 9223372036854775807",
    "-1, 9223372036854775807"
  })
  void aRowLivesFromShardTimeOnAndNeverLongerThanTimeItself(long ttl, long expiry) {
    Row expected = new Row(0, expiry, NOW, text("new"));
    for (Write write : List.of(put("k", "new"), putIfAbsent("k", "new"))) {
      assertEquals(new Effect.Store(expected), apply(withTtl(write, ttl), null).effect());
    }
  }

  @Test
  void aRowThatHasExpiredCountsAsAbsent() {
    Row expired = expiring(TIME, "7");
    for (Write write :
        List.of(
            delete("k"),
            increment("k", 2),
            putIfAbsent("k", "new"),
            putIfVersion("k", version(1, 0), "new"),
            deleteIfVersion("k", version(1, 0)))) {
      assertEquals(apply(write, null), apply(write, expired));
      assertEquals(
          applyBatch(batch(write), Map.of()), applyBatch(batch(write), Map.of(text("k"), expired)));
    }
  }

  @Test
  void aRowIsThereUntilItsExpiry() {
    Row last = expiring(TIME + 1, "7");

    assertTrue(apply(delete("k"), last).outcome().getExisted());
    assertFalse(apply(putIfAbsent("k", "new"), last).outcome().getApplied());
  }

  @Test
  void anIncrementLeavesTheRowItsExpiryAndAPutTakesItAway() {
    Row numbered = expiring(TIME + 5, "7");

    assertEquals(
        new Effect.Store(new Row(0, TIME + 5, NOW, text("8"))),
        apply(increment("k", 1), numbered).effect());
    assertEquals(
        new Effect.Store(Row.of(NOW, text("new"))), apply(put("k", "new"), numbered).effect());
  }

  private static Row expiring(long expiryMillis, String payload) {
    return new Row(0, expiryMillis, new LogVersion(1, 0), text(payload));
  }

  private static Applied apply(Write write, @Nullable Row current) {
    return Transition.apply(write, current, NOW, TIME);
  }

  private static BatchApplied applyBatch(Batch batch, Map<ByteString, Row> rows) {
    return Transition.applyBatch(batch, rows::get, NOW, TIME);
  }

  private static Row row(long index, String payload) {
    return Row.of(new LogVersion(index, 0), text(payload));
  }
}
