package io.capstan.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.Write;
import io.capstan.peer.v1.TermCheckRequest;
import io.capstan.v1.Error;
import io.capstan.v1.ErrorCode;
import io.capstan.v1.Level;
import io.capstan.v1.Operation;
import io.capstan.v1.OperationHeader;
import io.capstan.v1.Outcome;
import io.capstan.v1.Put;
import io.capstan.v1.PutResult;
import io.capstan.v1.RequestContext;
import io.capstan.v1.RequestFrame;
import io.capstan.v1.RequestId;
import io.capstan.v1.ResponseFrame;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WireFormatTest {
  @Test
  void aRequestFrameHasTheseBytes() {
    var frame =
        RequestFrame.newBuilder()
            .setFormat(1)
            .setContext(RequestContext.newBuilder().setClusterId("c").setEpoch(7))
            .addItems(
                RequestFrame.Item.newBuilder()
                    .setId(3)
                    .setHeader(
                        OperationHeader.newBuilder()
                            .setKeyspace("strong")
                            .setKeyspaceIncarnation(1)
                            .setLevel(Level.LEVEL_SESSION)
                            .setRequestId(
                                RequestId.newBuilder()
                                    .setSession(9)
                                    .setSequence(2)
                                    .setFirstIncomplete(1))
                            .setWantReceipt(true)
                            .setDeadlineMillis(5000))
                    .setOperation(
                        Operation.newBuilder()
                            .setPut(Put.newBuilder().setKey(utf8("k")).setValue(utf8("v")))))
            .build();
    assertBytes(
        "08011205"
            + "0a01631007"
            + "1a27"
            + "0803"
            + "1219"
            + "0a067374726f6e671001"
            + "18023206"
            + "080910021801"
            + "3801408827"
            + "1a08"
            + "1206"
            + "0a016b120176",
        frame);
  }

  @Test
  void aResponseFrameHasTheseBytes() {
    var frame =
        ResponseFrame.newBuilder()
            .setFormat(1)
            .setEpoch(7)
            .addItems(
                ResponseFrame.Item.newBuilder()
                    .setId(3)
                    .setOutcome(
                        Outcome.newBuilder().setPut(PutResult.newBuilder().setVersion(utf8("x")))))
            .addItems(
                ResponseFrame.Item.newBuilder()
                    .setId(4)
                    .setOutcome(
                        Outcome.newBuilder()
                            .setError(Error.newBuilder().setCode(ErrorCode.ERROR_CODE_NOT_LEADER))))
            .build();
    assertBytes("080110071a0908031a0512030a01781a0808041a047a020814", frame);
  }

  @Test
  void aShardEntryHasTheseBytes() {
    var entry =
        ShardEntry.newBuilder()
            .setTimeMillis(1)
            .addCommands(
                Command.newBuilder()
                    .setKeyspaceIncarnation(1)
                    .setSession(9)
                    .setSequence(2)
                    .setFirstIncomplete(1)
                    .setWrite(Write.newBuilder().setKey(utf8("k")).setPut(utf8("v"))))
            .build();
    assertBytes("080112100801100918022001" + "2a060a016b120176", entry);
  }

  @Test
  void aTermCheckHasTheseBytes() {
    assertBytes(
        "0a01631905000000000000002208" + "0100000000000000",
        TermCheckRequest.newBuilder().setClusterId("c").setNonce(5).addGroups(1).build());
  }

  @Test
  void operationsAndOutcomesHaveTheSameNumbersAndKeepRoomForMore() {
    assertEquals(kinds(Operation.getDescriptor()), withoutError(kinds(Outcome.getDescriptor())));
    for (Descriptor both : List.of(Operation.getDescriptor(), Outcome.getDescriptor())) {
      for (int number = 16; number <= 20; number++) {
        assertTrue(both.isReservedNumber(number), both.getName() + " " + number);
      }
      for (String name : List.of("watch", "lease", "ttl", "context", "crdt")) {
        assertTrue(both.isReservedName(name), both.getName() + " " + name);
      }
    }
  }

  private static List<String> kinds(Descriptor message) {
    return message.getFields().stream()
        .map((FieldDescriptor field) -> field.getNumber() + " " + field.getName())
        .collect(Collectors.toList());
  }

  private static List<String> withoutError(List<String> kinds) {
    assertTrue(kinds.contains("15 error"), kinds.toString());
    return kinds.stream().filter(kind -> !kind.equals("15 error")).toList();
  }

  private static void assertBytes(String golden, Message message) {
    assertEquals(golden, HexFormat.of().formatHex(message.toByteArray()));
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
