package io.capstan.client.shell;

import io.capstan.client.shell.output.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** {@code kv version}: which release this is, and which Java runs it. */
@Command(
    name = "version",
    description = "Shows the version of Capstan and of Java.",
    footer = {"%nExamples:", "  kv version", "  kv version --json"})
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  private final Terminal terminal;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (json) {
      Json.print(
          terminal.out(),
          fields -> {
            fields.writeStringField("version", release());
            fields.writeStringField("java", Runtime.version().toString());
          });
    } else {
      terminal.out().println(getVersion()[0]);
    }
    return Exit.OK.code();
  }

  @Override
  public String[] getVersion() {
    return new String[] {"capstan " + release() + " (Java " + Runtime.version() + ")"};
  }

  /** From the manifest of the jar; classes that run outside a jar have no release. */
  private static String release() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
