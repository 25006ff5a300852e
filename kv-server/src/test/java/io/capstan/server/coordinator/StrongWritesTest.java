package io.capstan.server.coordinator;

import static io.capstan.server.coordinator.Operations.batch;
import static io.capstan.server.coordinator.Operations.compareAndSet;
import static io.capstan.server.coordinator.Operations.delete;
import static io.capstan.server.coordinator.Operations.get;
import static io.capstan.server.coordinator.Operations.increment;
import static io.capstan.server.coordinator.Operations.openSession;
import static io.capstan.server.coordinator.Operations.put;
import static io.capstan.server.coordinator.Operations.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.limits.Limits;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.Commands;
import io.capstan.v1.CompareAndSet;
import io.capstan.v1.ErrorCode;
import io.capstan.v1.Operation;
import io.capstan.v1.Outcome;
import io.capstan.v1.Put;
import io.capstan.v1.RequestId;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrongWritesTest {
  private static final ByteString VERSION = text("version");
  private static final RequestId ID =
      RequestId.newBuilder().setSession(5).setSequence(9).setFirstIncomplete(7).build();

  private static Command command(Operation operation) {
    return StrongWrites.command(operation, ID, 3);
  }

  @Test
  void everyCommandCarriesItsKeyspaceAndItsRequestId() {
    Operation all = batch(put("a", "1"));
    for (Operation operation :
        List.of(put("k", "v"), delete("k"), increment("k", 1), all, openSession(0))) {
      Command command = command(operation);
      assertEquals(3, command.getKeyspaceIncarnation());
      assertEquals(5, command.getSession());
      assertEquals(9, command.getSequence());
      assertEquals(7, command.getFirstIncomplete());
    }
  }

  @Test
  void everyWriteBecomesTheLogsForm() {
    assertEquals(Commands.put("k", "v"), command(put("k", "v")).getWrite());
    assertEquals(Commands.delete("k"), command(delete("k")).getWrite());
    assertEquals(Commands.increment("k", -4), command(increment("k", -4)).getWrite());
    assertTrue(command(openSession(1)).hasOpenSession());
    assertEquals(
        List.of(Commands.put("a", "1"), Commands.delete("b"), Commands.increment("c", 2)),
        command(batch(put("a", "1"), delete("b"), increment("c", 2))).getBatch().getWritesList());
  }

  @Test
  void everyConditionAndUpdateOfCompareAndSetBecomesTheLogsForm() {
    var absent = CompareAndSet.newBuilder().setAbsent(true).setValue(text("v"));
    assertEquals(Commands.putIfAbsent("k", "v"), command(compareAndSet(absent)).getWrite());
    var version = CompareAndSet.newBuilder().setVersion(VERSION).setValue(text("v"));
    assertEquals(
        Commands.putIfVersion("k", VERSION, "v"), command(compareAndSet(version)).getWrite());
    var delete = CompareAndSet.newBuilder().setVersion(VERSION).setDelete(true);
    assertEquals(Commands.deleteIfVersion("k", VERSION), command(compareAndSet(delete)).getWrite());
    var batched = command(batch(compareAndSet(absent))).getBatch().getWrites(0);
    assertEquals(Commands.putIfAbsent("k", "v"), batched);
  }

  @Test
  void theLifeOfARowGoesIntoTheLog() {
    Put.Builder put = Put.newBuilder().setKey(text("k")).setValue(text("v")).setTtlMillis(7);
    var change = CompareAndSet.newBuilder().setAbsent(true).setValue(text("v")).setTtlMillis(9);
    Operation single = Operation.newBuilder().setPut(put).build();
    assertEquals(Commands.withTtl(Commands.put("k", "v"), 7), command(single).getWrite());
    assertEquals(
        Commands.withTtl(Commands.putIfAbsent("k", "v"), 9),
        command(compareAndSet(change)).getWrite());
    assertEquals(
        Commands.withTtl(Commands.put("k", "v"), 7),
        command(batch(single)).getBatch().getWrites(0));
  }

  @Test
  void everyOutcomeComesBackInTheFormOfItsOperation() {
    WriteOutcome done =
        WriteOutcome.newBuilder()
            .setApplied(true)
            .setExisted(true)
            .setNumber(-8)
            .setVersion(VERSION)
            .build();
    assertEquals(VERSION, outcome(put("k", "v"), done).getPut().getVersion());
    assertTrue(outcome(delete("k"), done).getDelete().getExisted());
    assertEquals(-8, outcome(increment("k", 1), done).getIncrement().getValue());
    var compared = outcome(compareAndSet(CompareAndSet.newBuilder()), done).getCompareAndSet();
    assertTrue(compared.getApplied());
    assertEquals(VERSION, compared.getVersion());
    var opened = outcome(openSession(0), done.toBuilder().setNumber(1024).build()).getOpenSession();
    assertEquals(1024, opened.getSession());
    assertEquals(Limits.SESSION_WINDOW, opened.getWindow());
  }

  @Test
  void theOutcomesOfABatchComeBackInItsOrder() {
    WriteOutcome part = WriteOutcome.newBuilder().setVersion(VERSION).setNumber(6).build();
    WriteOutcome done =
        WriteOutcome.newBuilder().setApplied(true).addParts(part).addParts(part).build();
    var result = outcome(batch(increment("a", 1), put("b", "1")), done).getBatchWrite();
    assertTrue(result.getApplied());
    assertEquals(6, result.getResults(0).getIncrement().getValue());
    assertEquals(VERSION, result.getResults(1).getPut().getVersion());
  }

  @Test
  void aRefusalByTheLogIsAnErrorForEveryOperation() {
    WriteOutcome refused =
        WriteOutcome.newBuilder()
            .setError(ErrorCode.ERROR_CODE_KEYSPACE_GONE)
            .setMessage("dropped")
            .build();
    for (Operation operation : List.of(put("k", "v"), delete("k"), batch(put("a", "1")))) {
      Outcome outcome = outcome(operation, refused);
      assertEquals(ErrorCode.ERROR_CODE_KEYSPACE_GONE, outcome.getError().getCode());
      assertEquals("dropped", outcome.getError().getMessage());
    }
  }

  private static Outcome outcome(Operation operation, WriteOutcome done) {
    return StrongWrites.outcome(operation, done);
  }

  @Test
  void onlyWhatCanMakeTheDataGrowCountsAsGrowing() {
    assertTrue(StrongWrites.grows(put("k", "")));
    assertTrue(StrongWrites.grows(increment("k", 1)));
    assertTrue(StrongWrites.grows(compareAndSet(CompareAndSet.newBuilder())));
    assertTrue(StrongWrites.grows(batch(delete("a"), put("b", ""))));
    assertFalse(StrongWrites.grows(batch(delete("a"), delete("b"))));
    assertFalse(StrongWrites.grows(delete("k")));
    assertFalse(StrongWrites.grows(openSession(0)));
  }

  @Test
  void readsAreNoWrites() {
    assertFalse(StrongWrites.isWrite(get("k")));
    assertFalse(StrongWrites.isWrite(Operations.batchGet(List.of("a"))));
    assertTrue(StrongWrites.isWrite(put("k", "v")));
    assertTrue(StrongWrites.isWrite(openSession(0)));
  }

  @Test
  void theLongestValueOfABatchCounts() {
    var swap = CompareAndSet.newBuilder().setAbsent(true).setValue(text("12345"));
    assertEquals(5, StrongWrites.longestValue(batch(put("a", "1"), compareAndSet(swap))));
    assertEquals(3, StrongWrites.longestValue(put("a", "123")));
    assertEquals(0, StrongWrites.longestValue(delete("a")));
  }
}
