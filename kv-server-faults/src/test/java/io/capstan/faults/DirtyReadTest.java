package io.capstan.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import io.capstan.log.v1.CompareAndSet;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirtyReadTest {
  private final OneReplica replica = new OneReplica(new DirtyRead());

  @BeforeEach
  void aRowIsThere() {
    replica.row("k", "old");
  }

  @Test
  void aPutIsSeenBeforeItIsCommittedAndAnHonestReplicaShowsWhatWasThere() {
    var unused = OneReplica.write(replica.broken, OneReplica.put("k", "new"));
    assertEquals("new", OneReplica.value(replica.broken, "k"));
    assertEquals("old", OneReplica.value(replica.honest, "k"));
  }

  @Test
  void aCompareAndSetIsSeenThatDoesNotHold() {
    var change =
        CompareAndSet.newBuilder().setAbsent(true).setValue(OneReplica.bytes("never")).build();
    var write = Write.newBuilder().setKey(OneReplica.bytes("k")).setCompareAndSet(change);
    var answer = OneReplica.write(replica.broken, OneReplica.command(write));
    assertEquals("never", OneReplica.value(replica.broken, "k"));
    replica.answer(WriteOutcome.getDefaultInstance());
    assertEquals("old", OneReplica.value(replica.broken, "k"));
    assertEquals(false, answer.toCompletableFuture().join().outcome().getApplied());
  }

  @Test
  void aPutThatIsLostWasSeen() {
    var unused = OneReplica.write(replica.broken, OneReplica.put("k", "lost"));
    assertEquals("lost", OneReplica.value(replica.broken, "k"));
    replica
        .log
        .answers
        .get(0)
        .completeExceptionally(CapstanException.of(Failure.OUTCOME_UNKNOWN, "deposed"));
    assertEquals("old", OneReplica.value(replica.broken, "k"));
  }

  @Test
  void readsOfSeveralRowsAreDirtyToo() {
    var unused = OneReplica.write(replica.broken, OneReplica.put("k", "new"));
    var keys = List.of(OneReplica.bytes("absent"), OneReplica.bytes("k"));
    var rows = replica.broken.rows().getAll(OneReplica.KEYSPACE, keys).rows();
    assertEquals(true, rows.get(0).isEmpty());
    assertEquals("new", rows.get(1).orElseThrow().payload().toStringUtf8());
  }
}
