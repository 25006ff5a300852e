package io.capstan.server.config;

/**
 * One of the nodes that form a new cluster together.
 *
 * @param id its node id
 * @param address where its peers call it
 */
public record InitialNode(String id, HostPort address) {
  /**
   * Reads {@code id=host:port}.
   *
   * @throws IllegalArgumentException for any other text
   */
  static InitialNode parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("\"" + text + "\" has no id");
    }
    String id = ValueTypes.name().parse(text.substring(0, equals));
    return new InitialNode(id, HostPort.parse(text.substring(equals + 1)));
  }
}
