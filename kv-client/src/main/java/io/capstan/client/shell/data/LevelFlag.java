package io.capstan.client.shell.data;

import io.capstan.client.Level;
import picocli.CommandLine.Option;

/** The level of a command's reads. */
public final class LevelFlag {
  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      converter = LevelConverter.class,
      completionCandidates = LevelNames.class,
      description =
          "Freshness of reads: strong, session, bounded:TIME or eventual; the keyspace's default.")
  private Level level = Level.KEYSPACE_DEFAULT;

  public Level level() {
    return level;
  }
}
