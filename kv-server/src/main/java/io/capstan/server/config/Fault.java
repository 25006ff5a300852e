package io.capstan.server.config;

/**
 * A fault that a node is to serve with, for tests of Capstan itself; written {@code name} or {@code
 * name=argument}.
 *
 * @param name which one, not empty
 * @param argument what the fault needs to know; may be empty
 */
public record Fault(String name, String argument) {
  public Fault {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a fault has a name");
    }
  }

  static Fault parse(String text) {
    String[] parts = text.split("=", 2);
    return new Fault(parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
  }
}
