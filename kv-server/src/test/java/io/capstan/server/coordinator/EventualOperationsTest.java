package io.capstan.server.coordinator;

import static io.capstan.server.coordinator.Operations.batchGet;
import static io.capstan.server.coordinator.Operations.delete;
import static io.capstan.server.coordinator.Operations.get;
import static io.capstan.server.coordinator.Operations.increment;
import static io.capstan.server.coordinator.Operations.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.ring.Token;
import io.capstan.server.core.Row;
import io.capstan.server.replication.quorum.ReplicaKey;
import io.capstan.server.replication.raft.Await;
import io.capstan.session.SessionToken;
import io.capstan.v1.Error;
import io.capstan.v1.GetResult;
import io.capstan.v1.Level;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Outcome;
import io.capstan.v1.Quorum;
import io.capstan.v1.Receipt;
import io.capstan.v1.ScanResult;
import io.capstan.version.HybridTime;
import io.capstan.version.Stamp;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations in the keyspace {@code eventual}, coordinated by n1 of two replicas. */
@Timeout(60)
class EventualOperationsTest {
  private static final int INCARNATION = 2;

  private final OneNode node = new OneNode();

  private static OperationHeader.Builder header() {
    return OperationHeader.newBuilder().setKeyspace("eventual").setDeadlineMillis(1000);
  }

  private Response run(OperationHeader.Builder header, Operation operation) {
    return node.execute(header, operation);
  }

  private Failure refused(OperationHeader.Builder header, Operation operation) {
    return Failure.of(error(header, operation).getCode());
  }

  private Error error(OperationHeader.Builder header, Operation operation) {
    Outcome outcome = run(header, operation).outcome();
    assertTrue(outcome.hasError(), outcome::toString);
    return outcome.getError();
  }

  private ByteString stamp(long offsetMillis) {
    Stamp stamp = new Stamp(HybridTime.ofMillis(node.nowMillis + offsetMillis), 1, 2, 3);
    return ByteString.copyFrom(stamp.toBytes());
  }

  private static ReplicaKey key(String key) {
    ByteString bytes = ByteString.copyFromUtf8(key);
    return new ReplicaKey(INCARNATION, Token.sliceOf(bytes.toByteArray()), bytes);
  }

  private GetResult read(String key) {
    return run(header(), get(key)).outcome().getGet();
  }

  @Test
  void whatIsPutIsReadWithItsStampAndIsOnBothReplicas() {
    ByteString stamp = stamp(0);
    var put = run(header().setStamp(stamp), put("k", "v")).outcome().getPut();
    assertEquals(stamp, put.getVersion());
    assertFalse(put.getSuperseded());
    GetResult read = read("k");
    assertEquals("v", read.getValue().toStringUtf8());
    assertEquals(stamp, read.getVersion());
    assertTrue(node.n1.held(key("k")).isPresent());
    assertTrue(node.n2.held(key("k")).isPresent());
  }

  @Test
  void aRetryUnderTheSameStampIsTheSameWrite() {
    ByteString stamp = stamp(0);
    run(header().setStamp(stamp), put("k", "v"));
    run(header().setStamp(stamp(1)), put("k", "later"));
    var again = run(header().setStamp(stamp), put("k", "v")).outcome().getPut();
    assertTrue(again.getSuperseded());
    assertEquals("later", read("k").getValue().toStringUtf8());
  }

  @Test
  void aDeletedKeyIsNotFoundAndSaysWhetherItExisted() {
    run(header(), put("k", "v"));
    node.nowMillis++;
    assertTrue(run(header(), delete("k")).outcome().getDelete().getExisted());
    assertFalse(read("k").getFound());
    node.nowMillis++;
    assertFalse(run(header(), delete("k")).outcome().getDelete().getExisted());
    Row row = node.n2.held(key("k")).orElseThrow();
    assertTrue(row.isDeleted());
  }

  @Test
  void aRowIsGoneWhenItsTimeIsUpAndARetryDoesNotProlongIt() {
    ByteString stamp = stamp(0);
    Operation.Builder put = put("k", "v").toBuilder();
    put.getPutBuilder().setTtlMillis(1000);
    run(header().setStamp(stamp), put.build());
    assertEquals(node.nowMillis + 1000, read("k").getExpiresAtMillis());
    node.nowMillis += 999;
    run(header().setStamp(stamp), put.build());
    assertTrue(read("k").getFound());
    node.nowMillis += 1;
    assertFalse(read("k").getFound());
  }

  @Test
  void aStampTooFarOffIsRefusedBeforeAnyReplicaGetsIt() {
    assertEquals(Failure.CLOCK_SKEW, refused(header().setStamp(stamp(5001)), put("k", "v")));
    assertEquals(Failure.STAMP_TOO_OLD, refused(header().setStamp(stamp(-35_001)), put("k", "v")));
    assertEquals(Optional.empty(), node.n1.held(key("k")));
    assertFalse(run(header().setStamp(stamp(5000)), put("k", "v")).outcome().hasError());
  }

  @ParameterizedTest
  @ValueSource(longs = {10_000, -10_000})
  void aNodeWhoseClockIsOffGivesNoStampAndLetsNonePass(long error) {
    node.compareClocks("n2", "n3");
    ByteString right = stamp(0);
    node.clockErrorMillis = error;
    assertEquals(Failure.CLOCK_SKEW, refused(header(), put("k", "v")));
    assertEquals(Failure.CLOCK_SKEW, refused(header(), delete("k")));
    assertEquals(Failure.CLOCK_SKEW, refused(header().setStamp(right), put("k", "v")));
    assertEquals(Failure.CLOCK_SKEW, refused(header().setStamp(stamp(error)), put("k", "v")));
    assertEquals(Optional.empty(), node.n1.held(key("k")));
    node.clockErrorMillis = 0;
    assertFalse(run(header(), put("k", "v")).outcome().hasError());
  }

  @Test
  void aNodeWhoseClockIsOffSaysOfNoRowWhetherItHasExpired() {
    node.compareClocks("n2", "n3");
    Operation.Builder put = put("brief", "v").toBuilder();
    put.getPutBuilder().setTtlMillis(8_000);
    run(header(), put.build());
    run(header(), put("lasting", "v"));
    node.clockErrorMillis = 10_000;
    assertEquals(Failure.CLOCK_SKEW, refused(header(), get("brief")));
    assertEquals(
        Failure.CLOCK_SKEW,
        refused(header().setLevel(Level.LEVEL_EVENTUAL), scan(10, ByteString.EMPTY)));
    assertTrue(read("lasting").getFound());
    node.clockErrorMillis = 0;
    assertTrue(read("brief").getFound());
  }

  @Test
  void aNodeThatHasNotComparedItsClockYetTakesNoWrites() {
    node.compared.addAll(List.of("n2", "n3"));
    assertEquals(Failure.UNAVAILABLE, refused(header(), put("k", "v")));
    node.compareClocks();
    assertFalse(run(header(), put("k", "v")).outcome().hasError());
  }

  @Test
  void aStampThatIsNoneIsRefused() {
    OperationHeader.Builder garbage = header().setStamp(ByteString.copyFromUtf8("garbage"));
    assertEquals(Failure.INVALID_ARGUMENT, refused(garbage, put("k", "v")));
  }

  @Test
  void withOneReplicaAwayAMajorityOfTwoIsUnavailableAndOneServes() {
    node.n2.outOfReach(true);
    assertEquals(Failure.UNAVAILABLE, refused(header(), put("k", "v")));
    OperationHeader.Builder one = header().setQuorum(Quorum.QUORUM_ONE).setWantReceipt(true);
    Response done = run(one, put("k", "v"));
    Receipt receipt = done.header().getReceipt();
    assertEquals(List.of("n1"), receipt.getReplicasList());
    assertEquals(List.of("n2"), receipt.getHintedList());
    assertEquals(1, receipt.getReplicasNeeded());
    assertEquals("n1", receipt.getServedBy());
    assertEquals(Receipt.Path.PATH_QUORUM, receipt.getPath());
    assertEquals("v", run(one, get("k")).outcome().getGet().getValue().toStringUtf8());
    assertEquals(Failure.UNAVAILABLE, refused(header(), get("k")));
  }

  @Test
  @Timeout(30)
  void aRefusalSaysHowManyReplicasItTakesWhoIsThereAndWhatToDo() {
    Response put = run(header(), put("k", "v"));
    node.n2.outOfReach(true);
    int slice = Token.sliceOf(key("k").key().toByteArray());
    assertEquals(
        "the write needs all of the replicas [n1, n2] of slice %d, and only [n1] can be reached; write with a smaller quorum, or when more are back"
            .formatted(slice),
        error(header(), put("k", "v")).getMessage());
    assertEquals(
        "the read needs all of the replicas [n1, n2] of slice %d, and [n2] did not answer; read with a smaller quorum, or when they are back"
            .formatted(slice),
        error(header(), get("k")).getMessage());
    OperationHeader.Builder session = header().setSession(put.header().getSession());
    node.n1.mute(true);
    assertEquals(
        "the page needs all of the replicas [n1, n2] of its slices, and [n2] did not answer; scan at level eventual or with a smaller quorum to do with fewer, or when they are back",
        error(session, scan(10, ByteString.EMPTY)).getMessage());
  }

  @Test
  void aRefusalAtQuorumOneAdvisesNoSmallerOne() {
    node.n1.outOfReach(true);
    node.n2.outOfReach(true);
    OperationHeader.Builder one = header().setQuorum(Quorum.QUORUM_ONE);
    for (Operation operation : List.of(put("k", "v"), get("k"), scan(10, ByteString.EMPTY))) {
      String message = error(one, operation).getMessage();
      assertTrue(message.contains("needs 1 of the replicas [n1, n2]"), message);
      assertFalse(message.contains("smaller"), message);
    }
  }

  @Test
  void aScanAtQuorumOneGoesRoundThisNodesOwnReplica() {
    run(header(), put("k", "v"));
    node.n1.mute(true);
    OperationHeader.Builder one = header().setQuorum(Quorum.QUORUM_ONE).setWantReceipt(true);
    Response page = run(one, scan(10, ByteString.EMPTY));
    assertEquals(1, page.outcome().getScan().getRowsCount());
    assertEquals(List.of("n2"), page.header().getReceipt().getReplicasList());
    assertEquals(1, page.header().getReceipt().getReplicasNeeded());
  }

  @Test
  void aWorkerMergesAPageAndLooksAtTheClockOnceForAllItsRows() {
    Operation.Builder put = put("k", "v").toBuilder();
    put.getPutBuilder().setTtlMillis(8_000);
    for (String key : List.of("a", "b", "c")) {
      put.getPutBuilder().setKey(ByteString.copyFromUtf8(key));
      run(header(), put.build());
    }
    OperationHeader.Builder eventual = header().setLevel(Level.LEVEL_EVENTUAL);
    int tasks = node.workersTasks.get();
    int looks = node.clockLooks.get();
    assertEquals(3, run(eventual, scan(10, ByteString.EMPTY)).outcome().getScan().getRowsCount());
    assertEquals(1, node.workersTasks.get() - tasks);
    assertEquals(1, node.clockLooks.get() - looks);
    assertTrue(run(eventual, batchGet(List.of("a", "b"))).outcome().hasBatchGet());
    assertEquals(2, node.clockLooks.get() - looks);
  }

  @Test
  void aScanHasTheRowsOfAsManyReplicasAsARead() {
    node.n2.with(key("k"), newer("theirs"));
    OperationHeader.Builder eventual = header().setLevel(Level.LEVEL_EVENTUAL);
    Operation all = scan(10, ByteString.EMPTY);
    assertEquals(1, run(eventual, all).outcome().getScan().getRowsCount());
    eventual.setQuorum(Quorum.QUORUM_ONE);
    assertEquals(0, run(eventual, all).outcome().getScan().getRowsCount());
    OperationHeader.Builder bounded =
        eventual.setLevel(Level.LEVEL_BOUNDED).setMaxStalenessMillis(100);
    assertEquals(1, run(bounded, all).outcome().getScan().getRowsCount());
  }

  @Test
  void aScanIsRefusedWithoutAQuorumAndServedAtOne() {
    run(header(), put("k", "v"));
    node.n2.outOfReach(true);
    OperationHeader.Builder eventual = header().setLevel(Level.LEVEL_EVENTUAL);
    Operation all = scan(10, ByteString.EMPTY);
    assertEquals(Failure.UNAVAILABLE, refused(eventual, all));
    eventual.setQuorum(Quorum.QUORUM_ONE);
    assertEquals(1, run(eventual, all).outcome().getScan().getRowsCount());
  }

  @Test
  void aSessionNeverReadsOlderThanItWrote() {
    Response put = run(header(), put("k", "mine"));
    ByteString token = put.header().getSession();
    OperationHeader.Builder one =
        header().setQuorum(Quorum.QUORUM_ONE).setLevel(Level.LEVEL_SESSION).setSession(token);
    assertEquals("mine", run(one, get("k")).outcome().getGet().getValue().toStringUtf8());
    SessionToken further =
        SessionToken.parse(token.toByteArray())
            .withStamp(
                INCARNATION,
                Token.of(key("k").key().toByteArray()),
                new Stamp(HybridTime.ofMillis(node.nowMillis + 60_000), 0, 0, 0));
    one.setSession(ByteString.copyFrom(further.toBytes()));
    assertEquals(Failure.NOT_CAUGHT_UP, refused(one, get("k")));
    one.setLevel(Level.LEVEL_EVENTUAL);
    assertEquals("mine", run(one, get("k")).outcome().getGet().getValue().toStringUtf8());
  }

  @Test
  void boundedAsksSoManyThatOneHasEveryAcknowledgedWrite() {
    run(header().setQuorum(Quorum.QUORUM_ONE), put("k", "v"));
    OperationHeader.Builder bounded =
        header()
            .setQuorum(Quorum.QUORUM_ONE)
            .setLevel(Level.LEVEL_BOUNDED)
            .setMaxStalenessMillis(1000)
            .setWantReceipt(true);
    Receipt receipt = run(bounded, get("k")).header().getReceipt();
    assertEquals(List.of("n1", "n2"), receipt.getReplicasList());
    assertEquals(Level.LEVEL_BOUNDED, receipt.getLevelGiven());
  }

  @Test
  void whatAnEventualKeyspaceCannotDoIsRefusedByName() {
    assertEquals(
        Failure.LEVEL_UNSUPPORTED, refused(header().setLevel(Level.LEVEL_STRONG), get("k")));
    assertEquals(Failure.OPERATION_UNSUPPORTED, refused(header(), increment("k", 1)));
  }

  @Test
  void aQuorumInAStrongKeyspaceIsRefused() {
    var header = OneNode.header().setQuorum(Quorum.QUORUM_ALL);
    assertEquals(Failure.INVALID_ARGUMENT, refused(header, get("k")));
  }

  @Test
  void severalKeysAreReadInTheirOrder() {
    run(header(), put("a", "1"));
    run(header(), put("b", "2"));
    var results = run(header(), batchGet(List.of("b", "x", "a"))).outcome().getBatchGet();
    assertEquals(
        List.of("2", "", "1"),
        results.getResultsList().stream().map(row -> row.getValue().toStringUtf8()).toList());
  }

  private Operation scan(int limit, ByteString start) {
    var operation = Operation.newBuilder();
    operation
        .getScanBuilder()
        .setLimit(limit)
        .setStart(start)
        .addAllSlices(IntStream.range(0, Token.SLICES).boxed().toList());
    return operation.build();
  }

  @Test
  void aScanIsInKeyOrderOverAllSlicesAndLeavesOutWhatIsDeleted() {
    for (int i = 0; i < 30; i++) {
      run(header(), put("k%02d".formatted(i), "v"));
    }
    node.nowMillis++;
    run(header(), delete("k07"));
    StringBuilder seen = new StringBuilder();
    ByteString start = ByteString.EMPTY;
    do {
      ScanResult page =
          run(header().setLevel(Level.LEVEL_EVENTUAL), scan(7, start)).outcome().getScan();
      page.getRowsList().forEach(row -> seen.append(row.getKey().toStringUtf8()).append(' '));
      start = page.getNext();
    } while (!start.isEmpty());
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      expected.append(i == 7 ? "" : "k%02d ".formatted(i));
    }
    assertEquals(expected.toString(), seen.toString());
  }

  @Test
  void aSessionsScanMergesAllReplicasAndIsRefusedWithoutThem() {
    Response put = run(header(), put("k", "v"));
    node.nowMillis++;
    node.n2.with(key("k"), newer("newer"));
    OperationHeader.Builder session =
        header().setLevel(Level.LEVEL_SESSION).setSession(put.header().getSession());
    ScanResult page = run(session, scan(10, ByteString.EMPTY)).outcome().getScan();
    assertEquals("newer", page.getRows(0).getValue().toStringUtf8());
    node.n2.outOfReach(true);
    assertEquals(Failure.UNAVAILABLE, refused(session, scan(10, ByteString.EMPTY)));
  }

  private Row newer(String value) {
    Stamp stamp = new Stamp(HybridTime.ofMillis(node.nowMillis), 0, 0, 0);
    return Row.of(stamp, ByteString.copyFromUtf8(value));
  }

  @Test
  void aScanWithoutSlicesIsRefused() {
    Operation scan = Operation.newBuilder().setScan(io.capstan.v1.Scan.newBuilder()).build();
    assertEquals(Failure.INVALID_ARGUMENT, refused(header(), scan));
  }

  @Test
  void aLateReplicaIsRepairedByARead() {
    node.n1.with(key("k"), newer("v"));
    assertEquals("v", read("k").getValue().toStringUtf8());
    Await.until("n2 has it", () -> node.n2.held(key("k")).isPresent());
  }
}
