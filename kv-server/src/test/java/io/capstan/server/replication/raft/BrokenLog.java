package io.capstan.server.replication.raft;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;

/** Makes a replica's log fail at its next write, as a disk would that is full or gone. */
final class BrokenLog {
  private BrokenLog() {}

  static void of(RaftGroup group) throws IOException {
    RaftLog log = division(group).getRaftLog();
    Object out = field(field(field(log, "fileLogWorker"), "out"), "out");
    ((FileChannel) field(out, "fileChannel")).close();
  }

  static RaftServer.Division division(RaftGroup group) {
    return (RaftServer.Division) field(group, "division");
  }

  private static Object field(Object of, String name) {
    try {
      Field field = of.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }
}
