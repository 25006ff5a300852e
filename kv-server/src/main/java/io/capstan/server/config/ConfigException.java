package io.capstan.server.config;

/**
 * A configuration that the server does not start with. The message is for the operator: what was
 * wrong, the value seen, what is allowed, and what to do.
 */
public final class ConfigException extends RuntimeException {
  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
