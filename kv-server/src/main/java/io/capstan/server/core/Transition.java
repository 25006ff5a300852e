package io.capstan.server.core;

import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.log.v1.Batch;
import io.capstan.log.v1.CompareAndSet;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.version.LogVersion;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transition function of a STRONG shard: (write, row) to (outcome, effect). Schneider,
 * "Implementing fault-tolerant services using the state machine approach", section 2.
 *
 * <p>A write that cannot be done is an outcome like any other, the same on every replica. An
 * exception means that this release does not know the command: the replica must stop.
 */
public final class Transition {
  private Transition() {}

  /** Whether the write's result depends on the row that is there; otherwise nobody need read it. */
  public static boolean readsCurrent(Write write) {
    return write.getKindCase() != Write.KindCase.PUT;
  }

  /**
   * Applies one write.
   *
   * @param current the row of the write's key, null for none; ignored unless {@link #readsCurrent}.
   *     One that has expired counts as none
   * @param version the version of the row to be made; no other write of this key ever has it
   * @param shardTimeMillis what the row's life is counted from
   */
  public static Applied apply(
      Write write, @Nullable Row current, LogVersion version, long shardTimeMillis) {
    Row live = current != null && current.isLiveAt(shardTimeMillis) ? current : null;
    long expiryMillis = expiry(shardTimeMillis, write.getTtlMillis());
    return switch (write.getKindCase()) {
      case PUT -> stored(write.getPut(), expiryMillis, version);
      case DELETE -> delete(live, version);
      case COMPARE_AND_SET -> compareAndSet(write.getCompareAndSet(), expiryMillis, live, version);
      case INCREMENT -> increment(write.getIncrement(), live, version);
      case KIND_NOT_SET -> throw new UnknownCommandException("a write without a known kind");
    };
  }

  /**
   * Applies the writes of a batch in order, each to what the ones before it left; all or none.
   *
   * <p>When a compare-and-set does not hold, the outcome's parts end with it, and those before it
   * are blank, for they were undone. When a write is refused, so is the batch.
   *
   * @param read the rows as they are before the batch
   * @param version of all rows that the batch makes
   */
  public static BatchApplied applyBatch(
      Batch batch,
      Function<ByteString, @Nullable Row> read,
      LogVersion version,
      long shardTimeMillis) {
    Map<ByteString, Effect> effects = new LinkedHashMap<>();
    WriteOutcome.Builder outcome = WriteOutcome.newBuilder().setApplied(true);
    for (Write write : batch.getWritesList()) {
      Row current = readsCurrent(write) ? rowAfter(effects, write.getKey(), read) : null;
      Applied applied = apply(write, current, version, shardTimeMillis);
      if (Outcomes.isRefusal(applied.outcome())) {
        return undoneByRefusal(applied.outcome(), outcome.getPartsCount(), batch);
      }
      if (!applied.outcome().getApplied()) {
        return undoneByMismatch(applied.outcome(), outcome.getPartsCount());
      }
      outcome.addParts(applied.outcome());
      if (!(applied.effect() instanceof Effect.None)) {
        effects.put(write.getKey(), applied.effect());
      }
    }
    return new BatchApplied(outcome.setVersion(bytes(version)).build(), effects);
  }

  /** The shard time from which a row is gone; 0: never. What is beyond all numbers is the last. */
  private static long expiry(long shardTimeMillis, long ttlMillis) {
    if (ttlMillis == 0) {
      return 0;
    }
    boolean beyond = ttlMillis < 0 || ttlMillis > Long.MAX_VALUE - shardTimeMillis;
    return beyond ? Long.MAX_VALUE : shardTimeMillis + ttlMillis;
  }

  private static Applied stored(ByteString payload, long expiryMillis, LogVersion version) {
    Row row = new Row(0, expiryMillis, version, payload);
    return new Applied(done(version).build(), new Effect.Store(row));
  }

  private static Applied delete(@Nullable Row current, LogVersion version) {
    boolean existed = current != null;
    WriteOutcome outcome = done(version).setExisted(existed).build();
    return new Applied(outcome, existed ? Effect.REMOVE : Effect.NONE);
  }

  private static Applied compareAndSet(
      CompareAndSet change, long expiryMillis, @Nullable Row current, LogVersion version) {
    if (!holds(change, current)) {
      WriteOutcome.Builder outcome = WriteOutcome.newBuilder();
      if (current != null) {
        outcome.setVersion(bytes(current));
      }
      return new Applied(outcome.build(), Effect.NONE);
    }
    return switch (change.getUpdateCase()) {
      case VALUE -> stored(change.getValue(), expiryMillis, version);
      case DELETE -> new Applied(Outcomes.DONE, current == null ? Effect.NONE : Effect.REMOVE);
      case UPDATE_NOT_SET ->
          throw new UnknownCommandException("a compare-and-set without a known update");
    };
  }

  private static boolean holds(CompareAndSet change, @Nullable Row current) {
    return switch (change.getExpectedCase()) {
      case ABSENT -> current == null;
      case VERSION -> current != null && bytes(current).equals(change.getVersion());
      case EXPECTED_NOT_SET ->
          throw new UnknownCommandException("a compare-and-set without a known expectation");
    };
  }

  /** The sum lives as long as the number that was there. */
  private static Applied increment(long delta, @Nullable Row current, LogVersion version) {
    OptionalLong before =
        current == null ? OptionalLong.of(0) : DecimalNumber.parse(current.payload());
    if (before.isEmpty()) {
      return refused(
          Failure.NOT_A_NUMBER,
          "the value to increment has "
              + (current == null ? 0 : current.payload().size())
              + " bytes and is not a decimal number of 64 bits; put one first");
    }
    long after = before.getAsLong() + delta;
    if (overflows(before.getAsLong(), delta, after)) {
      return refused(
          Failure.NUMBER_OVERFLOW,
          "the sum of " + before.getAsLong() + " and " + delta + " needs more than 64 bits");
    }
    long expiryMillis = current == null ? 0 : current.expiryMillis();
    Row sum = new Row(0, expiryMillis, version, DecimalNumber.format(after));
    return new Applied(done(version).setNumber(after).build(), new Effect.Store(sum));
  }

  /** A sum overflows exactly when it has the sign of neither operand (Hacker's Delight, 2-13). */
  private static boolean overflows(long a, long b, long sum) {
    return ((a ^ sum) & (b ^ sum)) < 0;
  }

  private static @Nullable Row rowAfter(
      Map<ByteString, Effect> effects,
      ByteString key,
      Function<ByteString, @Nullable Row> rowsBefore) {
    Effect effect = effects.get(key);
    if (effect == null) {
      return rowsBefore.apply(key);
    }
    return effect instanceof Effect.Store store ? store.row() : null;
  }

  private static BatchApplied undoneByRefusal(WriteOutcome refusal, int position, Batch batch) {
    WriteOutcome outcome =
        refusal.toBuilder()
            .setMessage(
                String.format(
                    Locale.ROOT, // the outcome is replicated: no node's own language
                    "write %d of %d in the batch: %s",
                    position + 1,
                    batch.getWritesCount(),
                    refusal.getMessage()))
            .build();
    return new BatchApplied(outcome, Map.of());
  }

  private static BatchApplied undoneByMismatch(WriteOutcome mismatch, int position) {
    WriteOutcome.Builder outcome = WriteOutcome.newBuilder();
    for (int i = 0; i < position; i++) {
      outcome.addParts(WriteOutcome.getDefaultInstance());
    }
    return new BatchApplied(outcome.addParts(mismatch).build(), Map.of());
  }

  private static Applied refused(Failure failure, String message) {
    return new Applied(Outcomes.refused(failure, message), Effect.NONE);
  }

  private static WriteOutcome.Builder done(LogVersion version) {
    return WriteOutcome.newBuilder().setApplied(true).setVersion(bytes(version));
  }

  private static ByteString bytes(Row row) {
    return ByteString.copyFrom(row.version().toBytes());
  }

  private static ByteString bytes(LogVersion version) {
    return ByteString.copyFrom(version.toBytes());
  }
}
