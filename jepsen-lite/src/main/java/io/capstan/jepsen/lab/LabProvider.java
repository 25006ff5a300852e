package io.capstan.jepsen.lab;

import io.capstan.client.shell.KvCommand;
import io.capstan.client.shell.Terminal;

/** Adds {@code kv lab}. Thread safety: stateless. */
public final class LabProvider implements KvCommand {
  @Override
  public String name() {
    return "lab";
  }

  @Override
  public Object command(Terminal terminal) {
    return LabCommand.create(terminal, Labs.all(), Installation.ofThisProcess());
  }
}
