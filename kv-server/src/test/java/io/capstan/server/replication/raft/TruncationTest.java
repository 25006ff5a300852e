package io.capstan.server.replication.raft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a follower that leads nobody says of its log while the end of it is cut off. */
@Timeout(60)
class TruncationTest {
  private static final long OLD_TERM = 1_000;
  private static final long NEW_TERM = 2_000;
  private static final long NEWEST_TERM = 3_000;

  @TempDir private Path directory = Path.of("");

  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private RaftCluster cluster;
  private RaftLog log;
  private RatisStateMachine machine;

  @BeforeEach
  void oneNodeOfThree() {
    cluster = new RaftCluster(directory);
    RaftGroup group = cluster.start("n1").group();
    log = BrokenLog.division(group).getRaftLog();
    machine = (RatisStateMachine) BrokenLog.division(group).getStateMachine();
  }

  @AfterEach
  void close() {
    released.countDown();
    cluster.close();
  }

  private void append(long term, long index) {
    StateMachineLogEntryProto data =
        StateMachineLogEntryProto.newBuilder()
            .setClientId(ByteString.copyFrom(new byte[16]))
            .setLogData(ByteString.copyFrom("e" + index, UTF_8))
            .build();
    LogEntryProto entry =
        LogEntryProto.newBuilder()
            .setTerm(term)
            .setIndex(index)
            .setStateMachineLogEntry(data)
            .build();
    var unused = log.append(List.of(entry));
  }

  private void hang() {
    cluster.node("n1").logDisk =
        () -> {
          hanging.countDown();
          try {
            released.await();
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        };
  }

  @Test
  void anEntryInPlaceOfOneThatIsCutOffIsNotSaidToBeOnDiskWhileTheDiskHangs()
      throws InterruptedException {
    long first = log.getNextIndex();
    for (long index = first; index < first + 3; index++) {
      append(OLD_TERM, index);
    }
    Await.until("all are on disk", () -> machine.flushedIndex() == first + 2);
    hang();
    append(OLD_TERM, first + 3);
    hanging.await();

    append(NEW_TERM, first + 1);

    assertEquals(first + 2, log.getNextIndex());
    assertTrue(log.getFlushIndex() > first, "Ratis counts what is to be cut off");
    assertEquals(first, machine.flushedIndex());
    append(NEW_TERM, first + 2);
    append(NEWEST_TERM, first + 2);
    assertEquals(first, machine.flushedIndex(), "the entry before those is not there either");

    released.countDown();
    Await.until("the new entries are on disk", () -> machine.flushedIndex() == first + 2);
    assertEquals(NEWEST_TERM, log.getLastEntryTermIndex().getTerm());
    append(NEWEST_TERM, first + 3);
    Await.until("the next is too", () -> machine.flushedIndex() == first + 3);
  }
}
