package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.limits.Limits;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.CompareAndSet;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.Write;
import io.capstan.log.v1.WriteOutcome;
import io.capstan.server.core.Commands;
import io.capstan.server.core.SessionTable;
import io.capstan.v1.ErrorCode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A shard as one would tell it to a newcomer: a map of rows, and every outcome that any request
 * ever had. Nothing is bounded, shared with the real one, or fast. Outcomes have no messages.
 */
final class SlowModel {
  final Map<RowId, Value> rows = new HashMap<>();
  private final Map<RequestId, WriteOutcome> outcomes = new HashMap<>();
  private final Map<Long, Session> sessions = new HashMap<>();
  private final Set<Integer> dropped = new HashSet<>();
  private long shardTimeMillis;

  record RowId(int keyspace, ByteString key) {}

  /** A row; its expiry is 0 for never. */
  record Value(ByteString version, ByteString bytes, long expiryMillis) {}

  private record RequestId(long session, long sequence) {}

  private static final class Session {
    long firstIncomplete = 1;
    long lastUsedMillis;
  }

  List<WriteOutcome> apply(long index, ShardEntry entry) {
    shardTimeMillis = Math.max(shardTimeMillis, entry.getTimeMillis());
    sessions
        .values()
        .removeIf(
            session -> session.lastUsedMillis + SessionTable.IDLE_MILLIS_MAX < shardTimeMillis);
    rows.values().removeIf(row -> row.expiryMillis() != 0 && row.expiryMillis() <= shardTimeMillis);
    List<WriteOutcome> result = new ArrayList<>();
    for (int position = 0; position < entry.getCommandsCount(); position++) {
      result.add(apply(entry.getCommands(position), index, position));
    }
    return result;
  }

  private WriteOutcome apply(Command command, long index, int position) {
    if (command.hasOpenSession()) {
      Session session = new Session();
      session.lastUsedMillis = shardTimeMillis;
      sessions.put(index * 1024 + position, session);
      return done().setNumber(index * 1024 + position).build();
    }
    if (command.hasDropKeyspace()) {
      rows.keySet().removeIf(id -> id.keyspace() == command.getKeyspaceIncarnation());
      return done().setExisted(dropped.add(command.getKeyspaceIncarnation())).build();
    }
    if (command.hasMark()) {
      return done().build();
    }
    ByteString version = Commands.version(index, position);
    return command.getSession() == 0 ? write(command, version) : request(command, version);
  }

  private WriteOutcome request(Command command, ByteString version) {
    Session session = sessions.get(command.getSession());
    if (session == null) {
      return refused(ErrorCode.ERROR_CODE_SESSION_EXPIRED);
    }
    session.lastUsedMillis = shardTimeMillis;
    session.firstIncomplete = Math.max(session.firstIncomplete, command.getFirstIncomplete());
    if (command.getSequence() < session.firstIncomplete) {
      return refused(ErrorCode.ERROR_CODE_DUPLICATE_EXPIRED);
    }
    if (command.getSequence() >= session.firstIncomplete + Limits.SESSION_WINDOW) {
      return refused(ErrorCode.ERROR_CODE_SEQUENCE_TOO_FAR);
    }
    RequestId id = new RequestId(command.getSession(), command.getSequence());
    WriteOutcome first = outcomes.get(id);
    if (first == null) {
      first = write(command, version);
      outcomes.put(id, first);
    }
    return first;
  }

  private WriteOutcome write(Command command, ByteString version) {
    int keyspace = command.getKeyspaceIncarnation();
    if (dropped.contains(keyspace)) {
      return refused(ErrorCode.ERROR_CODE_KEYSPACE_GONE);
    }
    return command.hasWrite()
        ? write(keyspace, command.getWrite(), version)
        : batch(keyspace, command.getBatch().getWritesList(), version);
  }

  private WriteOutcome batch(int keyspace, List<Write> writes, ByteString version) {
    Map<RowId, Value> before = new HashMap<>(rows);
    List<WriteOutcome> parts = new ArrayList<>();
    for (Write write : writes) {
      WriteOutcome part = write(keyspace, write, version);
      if (!part.getApplied()) {
        rows.clear();
        rows.putAll(before);
        if (part.getErrorValue() != 0) {
          return part;
        }
        parts.replaceAll(undone -> WriteOutcome.getDefaultInstance());
        return WriteOutcome.newBuilder().addAllParts(parts).addParts(part).build();
      }
      parts.add(part);
    }
    return done().setVersion(version).addAllParts(parts).build();
  }

  private WriteOutcome write(int keyspace, Write write, ByteString version) {
    RowId id = new RowId(keyspace, write.getKey());
    return switch (write.getKindCase()) {
      case PUT -> put(id, version, write.getPut(), expiry(write));
      case DELETE -> done().setVersion(version).setExisted(rows.remove(id) != null).build();
      case COMPARE_AND_SET -> compareAndSet(id, write, version);
      case INCREMENT -> increment(id, write.getIncrement(), version);
      case KIND_NOT_SET -> throw new AssertionError(write);
    };
  }

  private long expiry(Write write) {
    return write.getTtlMillis() == 0 ? 0 : shardTimeMillis + write.getTtlMillis();
  }

  private WriteOutcome compareAndSet(RowId id, Write write, ByteString version) {
    CompareAndSet change = write.getCompareAndSet();
    Value there = rows.get(id);
    ByteString versionThere = there == null ? ByteString.EMPTY : there.version();
    ByteString expected = change.hasAbsent() ? ByteString.EMPTY : change.getVersion();
    if (!versionThere.equals(expected)) {
      return WriteOutcome.newBuilder().setVersion(versionThere).build();
    }
    if (change.hasValue()) {
      return put(id, version, change.getValue(), expiry(write));
    }
    rows.remove(id);
    return done().build();
  }

  private WriteOutcome increment(RowId id, long delta, ByteString version) {
    Value there = rows.get(id);
    BigInteger sum;
    try {
      String text = there == null ? "0" : there.bytes().toStringUtf8();
      sum = new BigInteger(text).add(BigInteger.valueOf(delta));
    } catch (NumberFormatException e) {
      return refused(ErrorCode.ERROR_CODE_NOT_A_NUMBER);
    }
    if (sum.bitLength() > 63) {
      return refused(ErrorCode.ERROR_CODE_NUMBER_OVERFLOW);
    }
    long expiry = there == null ? 0 : there.expiryMillis();
    return put(id, version, Commands.text(sum.toString()), expiry).toBuilder()
        .setNumber(sum.longValueExact())
        .build();
  }

  private WriteOutcome put(RowId id, ByteString version, ByteString bytes, long expiryMillis) {
    rows.put(id, new Value(version, bytes, expiryMillis));
    return done().setVersion(version).build();
  }

  private static WriteOutcome.Builder done() {
    return WriteOutcome.newBuilder().setApplied(true);
  }

  private static WriteOutcome refused(ErrorCode code) {
    return WriteOutcome.newBuilder().setError(code).build();
  }
}
