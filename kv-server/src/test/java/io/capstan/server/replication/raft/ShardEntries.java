package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.replication.LogPosition;
import java.util.Arrays;
import java.util.List;

/** Shard entries as bytes, and a state that says yes to everything. */
final class ShardEntries {
  private ShardEntries() {}

  static Command put(String key) {
    return put(key, ByteString.copyFromUtf8(key));
  }

  static Command put(String key, ByteString value) {
    return Command.newBuilder()
        .setWrite(Write.newBuilder().setKey(ByteString.copyFromUtf8(key)).setPut(value))
        .build();
  }

  static ShardEntry parse(byte[] entry) {
    if (entry[0] != 1) {
      throw new AssertionError("format " + entry[0]);
    }
    try {
      return ShardEntry.parseFrom(Arrays.copyOfRange(entry, 1, entry.length));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Success for each command; the version is the command's key, so that answers tell apart. */
  static ShardApplied applied(LogPosition at, byte[] entry) {
    return applied(at, parse(entry));
  }

  static ShardApplied applied(LogPosition at, ShardEntry entry) {
    List<WriteOutcome> outcomes =
        entry.getCommandsList().stream()
            .map(
                command ->
                    WriteOutcome.newBuilder()
                        .setApplied(true)
                        .setVersion(command.getWrite().getKey())
                        .build())
            .toList();
    return new ShardApplied(outcomes, at);
  }
}
