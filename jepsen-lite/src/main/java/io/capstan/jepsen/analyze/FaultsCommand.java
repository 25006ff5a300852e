package io.capstan.jepsen.analyze;

import io.capstan.client.shell.Exit;
import io.capstan.client.shell.Terminal;
import io.capstan.client.shell.output.Json;
import io.capstan.jepsen.nemesis.Faults;
import io.capstan.jepsen.workload.Workloads;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kv jepsen faults}: what --nemesis takes. */
@Command(
    name = "faults",
    description = "Lists the faults that --nemesis takes, and the workloads.",
    footer = {"%nExamples:", "  kv jepsen faults", "  kv jepsen faults --json"})
final class FaultsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  FaultsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (json) {
      Json.print(
          terminal.out(),
          fields -> {
            fields.writeObjectFieldStart("faults");
            for (Map.Entry<String, String> fault : Faults.DESCRIPTIONS.entrySet()) {
              fields.writeStringField(fault.getKey(), fault.getValue());
            }
            fields.writeEndObject();
            fields.writeObjectFieldStart("workloads");
            for (String name : Workloads.NAMES) {
              fields.writeStringField(name, Workloads.named(name).description());
            }
            fields.writeEndObject();
          });
    } else {
      terminal.out().println("Faults:");
      Faults.DESCRIPTIONS.forEach(this::line);
      terminal.out().println();
      terminal.out().println("Workloads:");
      Workloads.NAMES.forEach(name -> line(name, Workloads.named(name).description()));
    }
    return Exit.OK.code();
  }

  private void line(String name, String description) {
    terminal.out().println("  %-18s %s".formatted(name, description));
  }
}
