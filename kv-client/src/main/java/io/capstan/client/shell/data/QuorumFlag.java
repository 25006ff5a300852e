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
  private @Nullable Name name;

  /** What the command line calls the quorums. */
  enum Name {
    one(Quorum.ONE),
    majority(Quorum.MAJORITY),
    all(Quorum.ALL);

    private final Quorum meant;

    Name(Quorum meant) {
      this.meant = meant;
    }
  }

  public Quorum quorum() {
    return name == null ? Quorum.KEYSPACE_DEFAULT : name.meant;
  }
}
