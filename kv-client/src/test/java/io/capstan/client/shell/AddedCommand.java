package io.capstan.client.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A command as another module adds it. */
public final class AddedCommand implements KvCommand {
  @Override
  public String name() {
    return "added-by-test";
  }

  @Override
  public Object command(Terminal terminal) {
    return new Added(terminal);
  }

  @Command(name = "added-by-test", description = "Only for tests.")
  private record Added(Terminal terminal) implements Callable<Integer> {
    @Override
    public Integer call() {
      terminal.out().println("added");
      return Exit.REFUSED.code();
    }
  }
}
