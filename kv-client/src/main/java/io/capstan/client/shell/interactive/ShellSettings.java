package io.capstan.client.shell.interactive;

/**
 * What the shell's own commands change.
 *
 * <p>Thread safety: every value may be read and set by any thread.
 */
final class ShellSettings {
  /** The level of reads that is each keyspace's own. */
  static final String KEYSPACE_LEVEL = "";

  private volatile String keyspace;
  private volatile String level = KEYSPACE_LEVEL;
  private volatile boolean receipt;
  private volatile boolean timing;
  private volatile boolean ended;

  ShellSettings(String keyspace, boolean timing) {
    this.keyspace = keyspace;
    this.timing = timing;
  }

  String keyspace() {
    return keyspace;
  }

  void use(String other) {
    keyspace = other;
  }

  /** As it is written behind {@code --level}, or {@link #KEYSPACE_LEVEL}. */
  String level() {
    return level;
  }

  void setLevel(String other) {
    level = other;
  }

  boolean receipt() {
    return receipt;
  }

  void setReceipt(boolean shown) {
    receipt = shown;
  }

  boolean timing() {
    return timing;
  }

  void setTiming(boolean shown) {
    timing = shown;
  }

  /** Whether the shell is to end. */
  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }
}
