package io.capstan.client.shell.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.capstan.client.Receipt;
import io.capstan.client.shell.output.Json;
import io.capstan.v1.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReceiptTextTest {
  private static final io.capstan.v1.Receipt LOCAL_READ =
      io.capstan.v1.Receipt.newBuilder()
          .setLevelAsked(Level.LEVEL_BOUNDED)
          .setLevelGiven(Level.LEVEL_BOUNDED)
          .setServedBy("n2")
          .setShard(1)
          .setEpoch(3)
          .setLogIndex(12)
          .setTerm(2)
          .setVersion(ByteString.copyFrom(new byte[] {0x0a, 0x1b}))
          .addReplicas("n2")
          .setPath(io.capstan.v1.Receipt.Path.PATH_LOCAL)
          .setStalenessBoundMillis(80)
          .setWaitedMicros(1500)
          .build();

  @Test
  void peopleReadWhatWasAskedGivenAndByWhom() {
    assertEquals(
        """
        receipt: asked BOUNDED, given BOUNDED; served by n2 (follower) at 127.0.0.1:7401
                 the replica's own rows; rests on n2; shard 1, epoch 3, log index 12, term 2
                 at most 80 ms stale; waited 1.5 ms; 2 attempts, 3.2 ms""",
        String.join("\n", ReceiptText.lines(receipt(LOCAL_READ))));
  }

  @Test
  void programsReadEveryField() {
    assertEquals(
        "{\"level_asked\":\"BOUNDED\",\"level_given\":\"BOUNDED\",\"served_by\":\"n2\","
            + "\"address\":\"127.0.0.1:7401\",\"by_leader\":false,\"path\":\"LOCAL\","
            + "\"replicas\":[\"n2\"],\"shard\":1,\"epoch\":3,\"log_index\":12,\"term\":2,"
            + "\"version\":\"0a1b\",\"staleness_bound_millis\":80,\"waited_micros\":1500,"
            + "\"attempts\":2,\"elapsed_micros\":3200}",
        Json.text(json -> ReceiptText.writeTo(json, receipt(LOCAL_READ))));
  }

  @Test
  void anUnknownBoundIsNotZero() {
    var unknown = LOCAL_READ.toBuilder().clearStalenessBoundMillis().build();
    assertTrue(ReceiptText.lines(receipt(unknown)).get(2).contains("no bound on staleness"));
    assertFalse(
        Json.text(json -> ReceiptText.writeTo(json, receipt(unknown))).contains("staleness"));
  }

  private static Receipt receipt(io.capstan.v1.Receipt served) {
    return new Receipt(served, 2, "127.0.0.1:7401", Duration.ofNanos(3_200_000));
  }
}
