package io.capstan.jepsen.demo;

import io.capstan.client.shell.KvCommand;
import io.capstan.client.shell.Terminal;

/** Adds {@code kv demo}. Thread safety: stateless. */
public final class DemoProvider implements KvCommand {
  @Override
  public String name() {
    return "demo";
  }

  @Override
  public Object command(Terminal terminal) {
    return new DemoCommand(terminal);
  }
}
