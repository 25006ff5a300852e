package io.capstan.client.shell.admin;

import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.client.shell.output.Table;
import io.capstan.v1.Keyspace;
import io.capstan.v1.Level;
import io.capstan.v1.Mode;
import io.capstan.v1.Quorum;
import java.util.List;
import java.util.Locale;

/** Keyspaces as the commands show them. */
final class KeyspaceText {
  private KeyspaceText() {}

  static void print(Terminal terminal, boolean json, List<Keyspace> keyspaces) {
    if (json) {
      keyspaces.forEach(keyspace -> printJson(terminal, keyspace));
      return;
    }
    var table =
        new Table("KEYSPACE", "MODE", "DEFAULT LEVEL", "MAX VALUE BYTES", "QUORUMS", "INCARNATION");
    for (Keyspace keyspace : keyspaces) {
      table.row(
          keyspace.getName(),
          mode(keyspace.getMode()),
          level(keyspace.getOptions().getDefaultLevel()),
          maxValueBytes(keyspace),
          quorums(keyspace),
          keyspace.getIncarnation());
    }
    table.print(terminal.out());
  }

  private static void printJson(Terminal terminal, Keyspace keyspace) {
    Json.print(
        terminal.out(),
        json -> {
          json.writeStringField("keyspace", keyspace.getName());
          json.writeStringField("mode", mode(keyspace.getMode()));
          json.writeStringField("default_level", level(keyspace.getOptions().getDefaultLevel()));
          json.writeNumberField("max_value_bytes", keyspace.getOptions().getMaxValueBytes());
          if (keyspace.getMode() == Mode.MODE_EVENTUAL) {
            json.writeStringField("read_quorum", quorum(keyspace.getOptions().getReadQuorum()));
            json.writeStringField("write_quorum", quorum(keyspace.getOptions().getWriteQuorum()));
            json.writeNumberField("min_write", Math.max(1, keyspace.getOptions().getMinWrite()));
            json.writeNumberField(
                "sync_interval_millis", keyspace.getOptions().getSyncIntervalMillis());
          }
          json.writeNumberField("incarnation", keyspace.getIncarnation());
        });
  }

  private static String quorums(Keyspace keyspace) {
    return keyspace.getMode() == Mode.MODE_EVENTUAL
        ? "R "
            + quorum(keyspace.getOptions().getReadQuorum())
            + ", W "
            + quorum(keyspace.getOptions().getWriteQuorum())
        : "-";
  }

  private static String quorum(Quorum quorum) {
    return quorum == Quorum.QUORUM_UNSPECIFIED
        ? "majority"
        : quorum.name().replace("QUORUM_", "").toLowerCase(Locale.ROOT);
  }

  private static String mode(Mode mode) {
    return mode.name().replace("MODE_", "").toLowerCase(Locale.ROOT);
  }

  private static String level(Level level) {
    return level == Level.LEVEL_UNSPECIFIED
        ? "session"
        : level.name().replace("LEVEL_", "").toLowerCase(Locale.ROOT);
  }

  private static String maxValueBytes(Keyspace keyspace) {
    int bytes = keyspace.getOptions().getMaxValueBytes();
    return bytes == 0 ? "the cluster's" : Integer.toString(bytes);
  }
}
