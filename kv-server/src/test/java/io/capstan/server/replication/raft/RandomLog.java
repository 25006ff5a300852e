package io.capstan.server.replication.raft;

import com.google.protobuf.ByteString;
import io.capstan.limits.Limits;
import io.capstan.log.v1.Command;
import io.capstan.log.v1.ShardEntry;
import io.capstan.log.v1.Write;
import io.capstan.runtime.Randoms;
import io.capstan.server.core.Commands;
import io.capstan.server.core.SessionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A log of random entries as several clients might cause it, from index 1: writes of every kind on
 * few keys, retries of requests new and old, ids that are unknown, too low and too high, drops of
 * keyspaces, rows that expire, clocks of leaders that jump. The last entry leaves a row. The same
 * seed gives the same log.
 */
final class RandomLog {
  private static final int KEYS = 8;
  private static final String[] VALUES = {"1", "-7", "9223372036854775807", "text", ""};

  private final RandomGenerator random;
  private final List<Client> clients = new ArrayList<>();
  private final List<ShardEntry> entries = new ArrayList<>();
  private long clockMillis = 1_000_000;
  private int keyspace = 1;

  private RandomLog(long seed) {
    random = Randoms.seeded(seed);
  }

  static List<ShardEntry> of(long seed, int entries) {
    RandomLog log = new RandomLog(seed);
    for (int i = 1; i < entries; i++) {
      log.addEntry();
    }
    log.addRow();
    return log.entries;
  }

  private static final class Client {
    final long session;
    final List<Command> sent = new ArrayList<>();
    long firstIncomplete = 1;

    Client(long session) {
      this.session = session;
    }
  }

  private void addEntry() {
    ShardEntry.Builder entry = ShardEntry.newBuilder();
    int commands = random.nextInt(12);
    for (int position = 0; position < commands; position++) {
      entry.addCommands(command(entries.size() + 1, position));
    }
    clockMillis += random.nextInt(-500, 1_000);
    if (one(60)) {
      clockMillis += SessionTable.IDLE_MILLIS_MAX / 2;
    }
    entries.add(entry.setTimeMillis(clockMillis).build());
  }

  private void addRow() {
    Command put = Commands.in(keyspace, Commands.put("last", VALUES[0]));
    entries.add(ShardEntry.newBuilder().addCommands(put).setTimeMillis(clockMillis).build());
  }

  private Command command(long index, int position) {
    if (clients.isEmpty() || one(30)) {
      clients.add(new Client(SessionTable.idOf(index, position)));
      return Commands.openSession();
    }
    if (one(100)) {
      return Commands.drop(keyspace++);
    }
    if (one(50)) {
      return Commands.mark(random.nextLong());
    }
    Command write = one(4) ? batch() : Commands.in(anyKeyspace(), write());
    return one(5) ? write : request(clients.get(random.nextInt(clients.size())), write);
  }

  private Command request(Client client, Command write) {
    if (!client.sent.isEmpty() && one(3)) {
      return client.sent.get(random.nextInt(client.sent.size()));
    }
    if (one(40)) {
      return Commands.by(client.session + 1, 1, 1, write);
    }
    if (one(40)) {
      long tooFar = client.firstIncomplete + Limits.SESSION_WINDOW;
      return Commands.by(client.session, tooFar, client.firstIncomplete, write);
    }
    long sequence = client.sent.size() + 1L;
    if (one(4)) {
      client.firstIncomplete = random.nextLong(client.firstIncomplete, sequence + 1);
    }
    client.sent.add(Commands.by(client.session, sequence, client.firstIncomplete, write));
    return client.sent.get(client.sent.size() - 1);
  }

  private Command batch() {
    Write[] writes = new Write[random.nextInt(5)];
    for (int i = 0; i < writes.length; i++) {
      writes[i] = write();
    }
    return Commands.batchIn(anyKeyspace(), writes);
  }

  private Write write() {
    String key = "k" + random.nextInt(KEYS);
    String value = VALUES[random.nextInt(VALUES.length)];
    return switch (random.nextInt(9)) {
      case 0, 1 -> Commands.put(key, value);
      case 8 -> Commands.withTtl(Commands.put(key, value), random.nextInt(1, 4_000));
      case 2 -> Commands.delete(key);
      case 3 -> Commands.withTtl(Commands.putIfAbsent(key, value), random.nextInt(2) * 1_500L);
      case 4 -> Commands.putIfVersion(key, recentVersion(), value);
      case 5 -> Commands.deleteIfVersion(key, recentVersion());
      default -> Commands.increment(key, random.nextInt(-3, 4));
    };
  }

  /** With luck that of a row. */
  private ByteString recentVersion() {
    return Commands.version(Math.max(1, entries.size() - random.nextInt(4)), random.nextInt(4));
  }

  private int anyKeyspace() {
    return Math.max(1, keyspace + random.nextInt(-1, 2));
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }
}
