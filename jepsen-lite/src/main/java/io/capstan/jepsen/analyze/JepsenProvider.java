package io.capstan.jepsen.analyze;

import io.capstan.client.shell.KvCommand;
import io.capstan.client.shell.Terminal;

/** Adds {@code kv jepsen}. Thread safety: stateless. */
public final class JepsenProvider implements KvCommand {
  @Override
  public String name() {
    return "jepsen";
  }

  @Override
  public Object command(Terminal terminal) {
    return JepsenCommand.create(terminal);
  }
}
