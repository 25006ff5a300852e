package io.capstan.client.shell.admin;

import io.capstan.client.Level;
import io.capstan.client.shell.CommandFailed;
import io.capstan.client.shell.data.LevelConverter;
import io.capstan.client.shell.data.LevelNames;
import io.capstan.client.shell.data.QuorumName;
import io.capstan.v1.AlterKeyspaceRequest;
import io.capstan.v1.KeyspaceOptions;
import io.capstan.v1.Quorum;
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

  @Option(
      names = "--read-quorum",
      paramLabel = "QUORUM",
      description = "EVENTUAL: replicas that reads ask: ${COMPLETION-CANDIDATES}; majority.")
  private @Nullable QuorumName readQuorum;

  @Option(
      names = "--write-quorum",
      paramLabel = "QUORUM",
      description = "EVENTUAL: replicas that writes wait for: ${COMPLETION-CANDIDATES}; majority.")
  private @Nullable QuorumName writeQuorum;

  @Option(
      names = "--min-write",
      paramLabel = "N",
      description = "EVENTUAL: writes that would wait for fewer replicas are refused; 1.")
  private @Nullable Integer minWrite;

  @Option(
      names = "--sync-interval",
      paramLabel = "MILLIS",
      description =
          "EVENTUAL: writes are answered before they are on disk, which follows within this time;"
              + " 0, which is the default, waits for the disk.")
  private @Nullable Integer syncIntervalMillis;

  /** The options that were said, for a new keyspace. */
  KeyspaceOptions chosen() {
    var chosen = KeyspaceOptions.newBuilder();
    defaultLevel().ifPresent(chosen::setDefaultLevel);
    maxValueBytes().ifPresent(chosen::setMaxValueBytes);
    readQuorum().ifPresent(chosen::setReadQuorum);
    writeQuorum().ifPresent(chosen::setWriteQuorum);
    count("--min-write", minWrite).ifPresent(chosen::setMinWrite);
    count("--sync-interval", syncIntervalMillis).ifPresent(chosen::setSyncIntervalMillis);
    return chosen.build();
  }

  /** The options that were said, as a change; nothing but the name when there was none. */
  AlterKeyspaceRequest change(String name) {
    var change = AlterKeyspaceRequest.newBuilder().setName(name);
    defaultLevel().ifPresent(change::setDefaultLevel);
    maxValueBytes().ifPresent(change::setMaxValueBytes);
    readQuorum().ifPresent(change::setReadQuorum);
    writeQuorum().ifPresent(change::setWriteQuorum);
    count("--min-write", minWrite).ifPresent(change::setMinWrite);
    count("--sync-interval", syncIntervalMillis).ifPresent(change::setSyncIntervalMillis);
    return change.build();
  }

  private Optional<Quorum> readQuorum() {
    return Optional.ofNullable(readQuorum).map(name -> name.meant().proto());
  }

  private Optional<Quorum> writeQuorum() {
    return Optional.ofNullable(writeQuorum).map(name -> name.meant().proto());
  }

  private static Optional<Integer> count(String flag, @Nullable Integer value) {
    if (value != null && value < 0) {
      throw CommandFailed.usage(flag + " " + value + " is below 0", "give 0 or more");
    }
    return Optional.ofNullable(value);
  }

  private Optional<io.capstan.v1.Level> defaultLevel() {
    if (defaultLevel != null && defaultLevel.kind() == Level.Kind.BOUNDED) {
      throw CommandFailed.usage(
          "a keyspace's default level cannot be bounded",
          "give the bound with each read: kv get --level bounded:500ms");
    }
    return Optional.ofNullable(defaultLevel).map(level -> level.kind().proto());
  }

  private Optional<Integer> maxValueBytes() {
    if (maxValueBytes != null && maxValueBytes < 0) {
      throw CommandFailed.usage(
          "--max-value-bytes " + maxValueBytes + " is below 0", "0 is the cluster's limit");
    }
    return Optional.ofNullable(maxValueBytes);
  }
}
