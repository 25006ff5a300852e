package io.capstan.client.shell.data;

import io.capstan.client.Quorum;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --quorum}. */
public final class QuorumFlag {
  @Option(
      names = "--quorum",
      paramLabel = "QUORUM",
      description =
          "Replicas of an EVENTUAL keyspace to wait for: one, majority or all; the keyspace's.")
  private @Nullable QuorumName name;

  public Quorum quorum() {
    return name == null ? Quorum.KEYSPACE_DEFAULT : name.meant();
  }
}
