package io.capstan.server.core;

import com.google.protobuf.ByteString;
import io.capstan.log.v1.Batch;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.CompareAndSet;
import io.capstan.log.v1.DropKeyspace;
import io.capstan.log.v1.Mark;
import io.capstan.log.v1.OpenSession;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.Write;
import io.capstan.version.LogVersion;
import java.util.List;

/** Short words for commands in tests. */
public final class Commands {
  private Commands() {}

  public static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  public static ByteString version(long index, int position) {
    return ByteString.copyFrom(new LogVersion(index, position).toBytes());
  }

  public static Write put(String key, String value) {
    return Write.newBuilder().setKey(text(key)).setPut(text(value)).build();
  }

  public static Write delete(String key) {
    return Write.newBuilder().setKey(text(key)).setDelete(true).build();
  }

  public static Write increment(String key, long delta) {
    return Write.newBuilder().setKey(text(key)).setIncrement(delta).build();
  }

  public static Write putIfAbsent(String key, String value) {
    return compareAndSet(
        key, CompareAndSet.newBuilder().setAbsent(true).setValue(text(value)).build());
  }

  public static Write putIfVersion(String key, ByteString version, String value) {
    return compareAndSet(
        key, CompareAndSet.newBuilder().setVersion(version).setValue(text(value)).build());
  }

  public static Write deleteIfVersion(String key, ByteString version) {
    return compareAndSet(
        key, CompareAndSet.newBuilder().setVersion(version).setDelete(true).build());
  }

  public static Write compareAndSet(String key, CompareAndSet change) {
    return Write.newBuilder().setKey(text(key)).setCompareAndSet(change).build();
  }

  /** The write, whose row lives so long. */
  public static Write withTtl(Write write, long ttlMillis) {
    return write.toBuilder().setTtlMillis(ttlMillis).build();
  }

  public static Command in(int keyspace, Write write) {
    return Command.newBuilder().setKeyspaceIncarnation(keyspace).setWrite(write).build();
  }

  public static Command batchIn(int keyspace, Write... writes) {
    return Command.newBuilder().setKeyspaceIncarnation(keyspace).setBatch(batch(writes)).build();
  }

  public static Batch batch(Write... writes) {
    return Batch.newBuilder().addAllWrites(List.of(writes)).build();
  }

  /** The command as a request of a session. */
  public static Command by(long session, long sequence, long firstIncomplete, Command command) {
    return command.toBuilder()
        .setSession(session)
        .setSequence(sequence)
        .setFirstIncomplete(firstIncomplete)
        .build();
  }

  public static Command openSession() {
    return Command.newBuilder().setOpenSession(OpenSession.getDefaultInstance()).build();
  }

  public static Command drop(int keyspace) {
    return Command.newBuilder()
        .setKeyspaceIncarnation(keyspace)
        .setDropKeyspace(DropKeyspace.getDefaultInstance())
        .build();
  }

  public static Command mark(long nonce) {
    return Command.newBuilder().setMark(Mark.newBuilder().setNonce(nonce)).build();
  }

  public static ShardEntry entry(long timeMillis, Command... commands) {
    return ShardEntry.newBuilder()
        .setTimeMillis(timeMillis)
        .addAllCommands(List.of(commands))
        .build();
  }
}
