package io.capstan.client.shell.admin;

import io.capstan.client.Level;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.data.LevelConverter;
import io.capstan.client.shell.data.LevelNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be chosen for a keyspace; empty is what was not said. */
final class KeyspaceFlags {
  @Option(
      names = "--default-level",
      paramLabel = "LEVEL",
      converter = LevelConverter.class,
      completionCandidates = LevelNames.class,
      description = "Level of reads that name none: strong, session or eventual.")
  private @Nullable Level defaultLevel;

  @Option(
      names = "--max-value-bytes",
      paramLabel = "N",
      description = "Longest value accepted; 0 is the cluster's limit.")
  private @Nullable Integer maxValueBytes;

  Optional<io.capstan.v1.Level> defaultLevel() {
    if (defaultLevel != null && defaultLevel.kind() == Level.Kind.BOUNDED) {
      throw CommandFailed.usage(
          "a keyspace's default level cannot be bounded",
          "give the bound with each read: kv get --level bounded:500ms");
    }
    return Optional.ofNullable(defaultLevel).map(level -> level.kind().proto());
  }

  Optional<Integer> maxValueBytes() {
    if (maxValueBytes != null && maxValueBytes < 0) {
      throw CommandFailed.usage(
          "--max-value-bytes " + maxValueBytes + " is below 0", "0 is the cluster's limit");
    }
    return Optional.ofNullable(maxValueBytes);
  }
}
