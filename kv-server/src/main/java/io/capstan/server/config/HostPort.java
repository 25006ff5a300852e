package io.capstan.server.config;

/**
 * Where something listens.
 *
 * @param host a name or an IP address, IPv6 without brackets
 * @param port 0 (any free port, when listening) to 65535
 */
public record HostPort(String host, int port) {
  private static final int PORT_MAX = 65_535;

  public HostPort {
    if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("host \"" + host + "\" is empty or has a space");
    }
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("port " + port + " is not 0 to " + PORT_MAX);
    }
  }

  /**
   * Reads {@code host:port} or {@code [ipv6]:port}; the port is 1 or more.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("\"" + text + "\" has no host or no port");
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port == 0) {
      throw new IllegalArgumentException("port 0 cannot be called");
    }
    return new HostPort(withoutBrackets(text.substring(0, colon)), port);
  }

  private static String withoutBrackets(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address is written in brackets");
    }
    return host;
  }

  /** {@code host:port}, with brackets round an IPv6 address. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
