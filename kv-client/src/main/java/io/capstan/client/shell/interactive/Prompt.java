package io.capstan.client.shell.interactive;

import io.capstan.client.routing.ClusterView;
import io.capstan.client.shell.data.SessionStore;
import io.capstan.v1.Level;
import java.util.Optional;

/** The words in front of the cursor: {@code capstan(KEYSPACE @LEVEL*)> }. */
final class Prompt {
  private static final String SESSION = "*";

  private Prompt() {}

  /**
   * The level is what reads are served at, when that is known; the star says that a session is
   * held.
   */
  static String of(
      ShellSettings settings, Optional<ClusterView> view, Optional<SessionStore> session) {
    return "capstan("
        + settings.keyspace()
        + " @"
        + level(settings, view)
        + (session.isPresent() ? SESSION : "")
        + ")> ";
  }

  private static String level(ShellSettings settings, Optional<ClusterView> view) {
    if (!settings.level().equals(ShellSettings.KEYSPACE_LEVEL)) {
      return settings.level();
    }
    return view.flatMap(known -> known.keyspace(settings.keyspace()))
        .map(keyspace -> name(keyspace.getOptions().getDefaultLevel()))
        .orElse("default");
  }

  private static String name(Level level) {
    return level == Level.LEVEL_UNSPECIFIED ? "session" : Explanation.name(level);
  }
}
