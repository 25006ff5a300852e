package io.capstan.jepsen.store.capstan;

import io.capstan.jepsen.nemesis.NodeDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The disk of a server that runs with the fault {@code disk=FILE}: it is as the file says, and
 * FILE{@code .hits} says how the server met it, and how often.
 */
record FileDisk(FaultFile file) implements NodeDisk {
  /** Long beside a sync, short beside an election. */
  private static final int SLOW_MILLIS = 200;

  @Override
  public void set(Condition condition) {
    file.say(condition == Condition.WELL ? "" : word(condition));
  }

  @Override
  public boolean wasMet(Condition condition) {
    String met = met();
    String word = word(condition) + " ";
    return met.startsWith(word)
        && (condition == Condition.WELL || !met.substring(word.length()).equals("0"));
  }

  private String met() {
    Path hits = file.path().resolveSibling(file.path().getFileName() + ".hits");
    try {
      return Files.readString(hits);
    } catch (NoSuchFileException notYet) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String word(Condition condition) {
    return switch (condition) {
      case WELL -> "well";
      case FULL -> "full";
      case SLOW -> "slow " + SLOW_MILLIS;
      case FSYNC_FAILS -> "fsync-fails";
    };
  }
}
