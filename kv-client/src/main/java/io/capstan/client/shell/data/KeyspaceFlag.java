package io.capstan.client.shell.data;

import picocli.CommandLine.Option;

/** The keyspace whose rows a command is about. */
public final class KeyspaceFlag {
  @Option(
      names = {"-k", "--keyspace"},
      paramLabel = "NAME",
      defaultValue = "strong",
      description = "The keyspace: ${DEFAULT-VALUE}.")
  private String keyspace = "strong";

  public String keyspace() {
    return keyspace;
  }
}
