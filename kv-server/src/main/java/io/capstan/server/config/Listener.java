package io.capstan.server.config;

import java.io.IOException;

/** What listens on a port of its own; the Raft library does so too, but finds out by itself. */
public enum Listener {
  DATA("the data, admin and peer services", ListenConfig.PORT.key()),
  ADMIN("health and metrics", ListenConfig.ADMIN_PORT.key());

  private final String what;
  private final String key;

  Listener(String what, String key) {
    this.what = what;
    this.key = key;
  }

  /**
   * The refusal to start when a port cannot be had.
   *
   * @param address that was tried
   */
  public ConfigException cannotListen(HostPort address, IOException cause) {
    return new ConfigException(
        "%s cannot listen on %s (%s). Stop what uses the port, or choose another with --%s=…"
            .formatted(what, address, cause.getMessage(), key),
        cause);
  }
}
